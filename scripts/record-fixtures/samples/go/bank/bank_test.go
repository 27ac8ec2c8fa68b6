package bank

import "testing"

func TestOpens(t *testing.T) {}

func TestPanics(t *testing.T) {
	panic("no database here")
}
