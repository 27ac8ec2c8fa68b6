def price(amount, member):
    if member:
        return amount * 0.9
    return amount


def refund(amount):
    return -amount
