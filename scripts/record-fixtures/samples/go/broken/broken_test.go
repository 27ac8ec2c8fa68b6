package broken

import "testing"

func TestBuilds(t *testing.T) {
	undefinedFunction()
}
