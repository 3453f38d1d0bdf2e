package model

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestTheChanceOfSoManyIsThePoissonTail(t *testing.T) {
	for _, c := range []struct {
		n     int
		usual float64
		want  float64
	}{
		{0, 3, 1}, {1, 1, 1 - math.Exp(-1)}, {5, 1, 0.00365985}, {9, 1.2, 4.86e-6}, {10, 3, 0.00110249}, {3, 10, 0.9972306}, {5, 0, 0},
	} {
		if got := AtLeast(c.n, c.usual); math.Abs(got-c.want) > 0.02*c.want+1e-12 {
			t.Errorf("%d or more of usually %v: %v, want %v", c.n, c.usual, got, c.want)
		}
	}
}

func TestARiseIsToldInTheWindowInWhichItIsLeastLikely(t *testing.T) {
	minutes := func(all ...int) (ages []time.Duration) {
		for _, m := range all {
			ages = append(ages, time.Duration(m)*time.Minute)
		}
		return ages
	}
	quiet, busy := Rates{}, Rates{{Same: 80, Near: 400}, {Same: 160, Near: 480}}
	for name, c := range map[string]struct {
		ages   []time.Duration
		rates  Rates
		weeks  float64
		came   int
		window time.Duration
	}{
		"five at once where nothing was":         {minutes(1, 2, 3, 4, 5), quiet, 8, 5, 30 * time.Minute},
		"five within the hour":                   {minutes(1, 20, 31, 40, 59), quiet, 8, 5, time.Hour},
		"four are too few":                       {minutes(1, 2, 3, 4), quiet, 8, 0, 0},
		"what is older does not count":           {minutes(1, 2, 3, 4, 60, 70), quiet, 8, 0, 0},
		"ten where ten are usual":                {minutes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), busy, 8, 0, 0},
		"too little is known of what is usual":   {minutes(1, 2, 3, 4, 5), quiet, 1.9, 0, 0},
		"as many where two weeks tell of little": {minutes(1, 2, 3, 4, 5, 6, 7, 8), quiet, 2, 8, 30 * time.Minute},
	} {
		b, ok := Rise(c.ages, c.rates, c.weeks)
		if ok != (c.came > 0) || ok && (b.Came != c.came || b.Window != c.window) {
			t.Errorf("%s: %v, %+v", name, ok, b)
		}
	}
}

func TestABurstThatWasDismissedIsBackWhenItHasGrownByHalf(t *testing.T) {
	for came, want := range map[int]bool{8: false, 11: false, 12: true, 20: true} {
		if b := (Burst{Came: came}); b.Grown(8) != want {
			t.Errorf("%d after 8: %v", came, !want)
		}
	}
}

// A desk of 25 services that get two incidents an hour in its hours, and one in ten hours outside of them, hears of few
// false bursts, and of a true one, eight within twenty minutes, nearly always.
func TestFalseBurstsAreRareAndTrueOnesAreHeard(t *testing.T) {
	const services, weeks = 25, 20
	rnd := rand.New(rand.NewPCG(7, 11))
	falseOnes, heard := 0, 0
	for range services {
		past := arrivals(rnd, 0, BurstWeeks)
		coming := arrivals(rnd, BurstWeeks, BurstWeeks+weeks)
		all := slices.Concat(past, coming)
		last := -2 * time.Hour
		for i := len(past); i < len(all); i++ {
			if _, ok := risen(all[:i+1], all[i]); ok {
				if all[i]-last > time.Hour { // one that goes on is told once
					falseOnes++
				}
				last = all[i]
			}
		}
		at := BurstWeeks*week + 34*time.Hour // Tuesday at ten
		before := all[:since(all, at)]
		for i := range 8 {
			before = append(slices.Clone(before), at+time.Duration(i)*150*time.Second)
		}
		if _, ok := risen(before, before[len(before)-1]); ok {
			heard++
		}
	}
	t.Logf("%.2f false bursts a week on a desk of %d services; %d of %d true ones heard", float64(falseOnes)/weeks, services, heard, services)
	if perWeek := float64(falseOnes) / weeks; perWeek > 1.2 {
		t.Errorf("%v false bursts a week", perWeek)
	}
	if heard < services*8/10 {
		t.Errorf("only %d of %d true bursts are heard", heard, services)
	}
}

const week = 7 * 24 * time.Hour

// arrivals draws the times, since a Monday at midnight, at which incidents come in some weeks.
func arrivals(rnd *rand.Rand, from, upto int) (all []time.Duration) {
	const most = 2.0 // an hour
	for at := time.Duration(from) * week; ; {
		at += time.Duration(rnd.ExpFloat64() / most * float64(time.Hour))
		if at >= time.Duration(upto)*week {
			return all
		}
		day, hour := at%week/(24*time.Hour), at%(24*time.Hour)/time.Hour
		rate := 0.1
		if day < 5 && hour >= 8 && hour < 18 {
			rate = most
		}
		if rnd.Float64() < rate/most {
			all = append(all, at)
		}
	}
}

func since(all []time.Duration, at time.Duration) int {
	i, _ := slices.BinarySearch(all, at)
	return i
}

// risen looks for a burst at a time, as the store does.
func risen(all []time.Duration, now time.Duration) (Burst, bool) {
	var c Rates
	var ages []time.Duration
	for _, at := range all[since(all, now-(BurstWeeks*week+2*time.Hour)):] {
		if age := now - at; age < time.Hour {
			ages = append(ages, age)
		} else {
			c.Add(age)
		}
	}
	return Rise(ages, c, BurstWeeks)
}

func TestLookAlikesAreGroupedThroughEachOtherAndSayWhatTheyShare(t *testing.T) {
	bag := func(words ...string) WordBag {
		b := WordBag{}
		for _, w := range words {
			b[w] = float64(len(w))
		}
		return b
	}
	all := []WordBag{
		bag("gateway", "busy", "login"), bag("printer", "toner"), bag("gateway", "busy", "vpn"), bag("gateway", "vpn", "home"),
		bag("busy", "gateway"), bag("printer", "badge"), bag("login"), {},
	}
	groups := Clusters(all)
	if len(groups) != 1 || !slices.Equal(groups[0], []int{0, 2, 3, 4}) {
		t.Fatalf("the groups are %v", groups)
	}
	if got := SharedWords(all, groups[0]); !slices.Equal(got, []string{"gateway", "busy", "vpn"}) {
		t.Errorf("they share %v", got)
	}
}
