package money

import "testing"

func TestPrice(t *testing.T) {
	for _, name := range []string{"one", "two"} {
		t.Run(name, func(t *testing.T) {
			if Price(10, false) != 10 {
				t.Fatal("wrong")
			}
		})
	}
}

func TestRounds(t *testing.T) {
	t.Error("2 is not 3")
}

func TestConverts(t *testing.T) {
	t.Skip("no rates")
}
