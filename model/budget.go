package model

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Budget is how long a promise may take: working days, or open time, never both. The zero budget promises nothing.
type Budget struct {
	// Days counts working days: the promise ends at the same time of day, that many working days later; what begins outside
	// open hours has whole days, and ends as the last of them closes.
	Days int
	// Span is open time of the calendar.
	Span time.Duration
}

// The bounds of a budget.
const (
	maxBudgetDays = 3660
	maxBudgetSpan = 10 * 366 * 24 * time.Hour
)

// ParseBudget reads a budget as people write it: 15m, 4h, 1h30 are open time, 3d and 2w are working days (a week has
// five). Nothing, 0 or none promise nothing. Errors say what would fit.
func ParseBudget(s string) (Budget, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" || s == "0" || s == "none" {
		return Budget{}, nil
	}
	if number := strings.TrimRight(s, "dw"); len(number) == len(s)-1 {
		days := 1
		if s[len(s)-1] == 'w' {
			days = 5
		}
		if n, err := strconv.Atoi(number); err == nil {
			return newBudget(Budget{Days: n * days}, n >= 0 && n <= maxBudgetDays/days, s)
		}
	}
	span, err := ParseSpan(s)
	if err != nil || strings.ContainsAny(s, "dw") {
		return Budget{}, fmt.Errorf("%s is no budget: write open time as 15m, 4h or 1h30, or working days as 3d", brief(s))
	}
	return newBudget(Budget{Span: span}, span >= 0 && span <= maxBudgetSpan, s)
}

func newBudget(b Budget, fits bool, s string) (Budget, error) {
	if !fits {
		return Budget{}, fmt.Errorf("%s is no budget: it takes from nothing to %d working days or %.0f hours of open time",
			brief(s), maxBudgetDays, maxBudgetSpan.Hours())
	}
	return b, nil
}

// check tells what is wrong with a budget, nil if nothing.
func (b Budget) check() error {
	if read, err := ParseBudget(b.String()); err != nil || read != b {
		return fmt.Errorf("a budget takes whole minutes of open time or else working days, not %d days and %s", b.Days, b.Span)
	}
	return nil
}

// IsZero tells whether nothing is promised.
func (b Budget) IsZero() bool { return b == Budget{} }

// String writes the budget as ParseBudget reads it; none is empty.
func (b Budget) String() string {
	switch {
	case b.Days != 0:
		return strconv.Itoa(b.Days) + "d"
	case b.Span == 0:
		return ""
	}
	s := b.Span.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// Said writes the budget for people, as in 3 working days or 1h30m of open time.
func (b Budget) Said() string {
	switch b.Days {
	case 0:
		return b.String() + " of open time"
	case 1:
		return "1 working day"
	}
	return strconv.Itoa(b.Days) + " working days"
}

// MarshalText writes the budget for files.
func (b Budget) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText reads the budget from files.
func (b *Budget) UnmarshalText(text []byte) (err error) {
	*b, err = ParseBudget(string(text))
	return err
}
