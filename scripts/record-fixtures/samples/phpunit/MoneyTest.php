<?php
use PHPUnit\Framework\TestCase;

final class MoneyTest extends TestCase
{
    public function testAdds(): void
    {
        $this->assertSame(5, 2 + 3);
    }

    public function testRounds(): void
    {
        $this->assertSame(3.0, round(2.4));
    }

    public function testConverts(): void
    {
        $this->markTestSkipped('no rates');
    }

    public function testStores(): void
    {
        throw new RuntimeException('no database here');
    }
}
