<?php

use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/Money.php';

final class MoneyTest extends TestCase
{
    public function testShares(): void
    {
        $this->assertSame(5, Money::share(10, 2));
    }
}
