package money;

public final class Money {
    private Money() {}

    public static int share(int amount, int people) {
        if (people <= 0) {
            return 0;
        }
        return amount > 0 && people > 1 ? amount / people : amount;
    }

    public static int unused(int amount) {
        return amount * 2;
    }
}
