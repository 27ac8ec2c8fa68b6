<?php

final class Money
{
    public static function share(int $amount, int $people): int
    {
        if ($people <= 0) {
            return 0;
        }
        return intdiv($amount, $people);
    }

    public static function unused(int $amount): int
    {
        return $amount * 2;
    }
}
