package money

func Price(amount int, member bool) int {
	if member {
		return amount * 9 / 10
	}
	return amount
}

func Refund(amount int) int {
	return -amount
}
