package model

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// A Burst is more new incidents than usual: for one service, or of one kind of words.
type Burst struct {
	Service Ref      // zero for look-alikes
	Words   []string // that the look-alikes share, folded, the heaviest first; none for a service
	Came    int      // how many came within Window
	Window  time.Duration
	Usual   float64 // how many come in such a window at this hour of the week
	Chance  float64 // that so many or more come at the usual rate
	IDs     []ID    // the incidents that a parent may gather: open, without one, the oldest first
}

// What a burst is. A rise is told when so many incidents would come by chance less than once in ten thousand windows. Every
// arrival is looked at, so that a desk of 25 services which get two an hour hears of about one false burst a week, and of
// five at one in a thousand; eight within twenty minutes where one is usual are heard in five cases of six. A test holds
// these figures.
const (
	BurstWeeks  = 8      // so many weeks back tell what is usual
	burstKnown  = 2      // so many weeks must be known before anything is told
	burstLeast  = 5      // so few for one service are never a burst
	alikeLeast  = 4      // nor so few look-alikes
	burstChance = 0.0001 // of a false one per window
)

// BurstWindows are the times within which arrivals are counted, the shortest first.
var BurstWindows = [...]time.Duration{30 * time.Minute, time.Hour}

// BurstPad is how much before and behind a window is taken together with it where more is seen than in the window alone.
const BurstPad = time.Hour

// A Rate is what came in a window of the week in earlier weeks: in the window itself, and with BurstPad on both sides.
type Rate struct{ Same, Near int }

// Rates count what came in earlier weeks, one for each of BurstWindows.
type Rates [len(BurstWindows)]Rate

// Add counts an arrival of an earlier week by its age.
func (c *Rates) Add(age time.Duration) {
	const week = 7 * 24 * time.Hour
	if age < week-BurstPad {
		return
	}
	into := (age + BurstPad) % week // since the padded window of its week ended
	for i, window := range BurstWindows {
		if into < window+2*BurstPad {
			c[i].Near++
		}
		if into >= BurstPad && into < BurstPad+window {
			c[i].Same++
		}
	}
}

// Usual gives how many are to be expected in a window, from those that came in it in so many earlier weeks. Of what the
// window alone and the hours around it tell, the greater is believed; one more than was seen is counted, so that what was
// never seen is not taken for impossible.
func (r Rate) Usual(window time.Duration, weeks float64) float64 {
	same := float64(r.Same+1) / weeks
	near := float64(r.Near+1) / weeks * window.Hours() / (window + 2*BurstPad).Hours()
	return max(same, near)
}

// AtLeast gives the chance that so many or more come where the usual number is given, if they come by themselves.
// Source: the upper tail of the Poisson distribution. Comparing windows with it is the temporal scan statistic as it is
// used to find outbreaks: Kulldorff, Prospective time periodic geographical disease surveillance using a scan statistic
// (2001).
func AtLeast(n int, usual float64) float64 {
	if n <= 0 {
		return 1
	}
	if usual <= 0 {
		return 0
	}
	if float64(n) <= usual { // the sum below is short only above the mean
		return 1 - below(n, usual)
	}
	lg, _ := math.Lgamma(float64(n) + 1)
	term := math.Exp(float64(n)*math.Log(usual) - usual - lg)
	sum := 0.0
	for k := n; term > sum*1e-12; k++ {
		sum += term
		term *= usual / float64(k+1)
	}
	return min(1, sum)
}

func below(n int, usual float64) (sum float64) {
	term := math.Exp(-usual)
	for k := range n {
		sum += term
		term *= usual / float64(k+1)
	}
	return sum
}

// Rise finds the window in which most more than usual came, of arrivals that are given by their age. Weeks is how many
// earlier weeks the rates tell of, one rate for each of BurstWindows. False says that nothing is unusual, or that too few
// weeks are known to say so.
func Rise(ages []time.Duration, rates Rates, weeks float64) (best Burst, ok bool) {
	if weeks < burstKnown {
		return best, false
	}
	for i, window := range BurstWindows {
		came := 0
		for _, age := range ages {
			if age >= 0 && age < window {
				came++
			}
		}
		b := Burst{Came: came, Window: window, Usual: rates[i].Usual(window, weeks)}
		b.Chance = AtLeast(came, b.Usual)
		if came >= burstLeast && b.Chance < burstChance && (!ok || b.Chance < best.Chance) {
			best, ok = b, true
		}
	}
	return best, ok
}

// AlikeRise tells whether so many look-alikes within the longest window are more than usual: share is the part of all
// incidents of the earlier weeks that are like them, all how many of any kind come in such a window.
func AlikeRise(came int, share float64, all Rate, weeks float64) (b Burst, ok bool) {
	window := BurstWindows[len(BurstWindows)-1]
	b = Burst{Came: came, Window: window, Usual: share * all.Usual(window, weeks)}
	b.Chance = AtLeast(came, b.Usual)
	return b, weeks >= burstKnown && came >= alikeLeast && b.Chance < burstChance
}

// Grown tells whether a burst is half as great again as when it was seen with so many arrivals.
func (b *Burst) Grown(than int) bool { return 2*b.Came >= 3*than }

// Covers tells whether a burst has more than half of the incidents of another one.
func (b *Burst) Covers(other *Burst) bool {
	shared := 0
	for _, id := range other.IDs {
		if slices.Contains(b.IDs, id) {
			shared++
		}
	}
	return 2*shared > len(other.IDs)
}

// Subject says of what there are so many: the name of the service, which whoever asks knows, or the words in quotes.
func (b *Burst) Subject(service string) string {
	if b.Service != 0 {
		return service
	}
	return `"` + strings.Join(b.Words, " ") + `"`
}

// Said says what is unusual, as in 9 incidents for Mail in 30 min, usual 1.2.
func (b *Burst) Said(service string) string {
	return fmt.Sprintf("%d incidents for %s in %d min, usual %.1f", b.Came, b.Subject(service), int(b.Window.Minutes()), b.Usual)
}

// Title gives the title of an incident that gathers them, unless somebody writes a better one.
func (b *Burst) Title(service string) string {
	return fmt.Sprintf("%s: %d incidents within %d minutes", strings.Trim(b.Subject(service), `"`), b.Came, int(b.Window.Minutes()))
}
