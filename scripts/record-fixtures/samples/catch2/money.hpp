#pragma once

inline int add(int a, int b) {
    return a + b;
}

inline int share(int amount, int people) {
    if (people <= 0) {
        return 0;
    }
    return amount > 0 && people > 1 ? amount / people : amount;
}
