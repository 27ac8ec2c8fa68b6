"""A till: amounts are whole cents, so that a sum is exact."""


class Till:
    def __init__(self) -> None:
        self.lines: list[tuple[str, int]] = []

    def sell(self, what: str, cents: int) -> None:
        if cents < 0:
            raise ValueError(f"a price cannot be negative: {cents}")
        self.lines.append((what, cents))

    def total(self) -> int:
        return sum(cents for _, cents in self.lines)

    def change(self, given: int) -> int:
        if given < self.total():
            raise ValueError("not enough money")
        return given - self.total()

    def receipt(self) -> str:
        rows = [f"{what}: {cents / 100:.2f}" for what, cents in self.lines]
        return "\n".join([*rows, f"total: {self.total() / 100:.2f}"])
