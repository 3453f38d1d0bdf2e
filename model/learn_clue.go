package model

import "math"

// A clue is what may speak for an outcome: a word, or a fact as a field with its value.
type clue struct {
	field  uint8 // 0 for a word
	number int64
	text   string
}

// clueFields are the facts that are clues. The team, impact and urgency are what is to be found out, and none.
var clueFields = []uint8{FieldKind, FieldRequester, FieldService, FieldProduct, FieldCategory, FieldSubcategory,
	FieldChannel, FieldLocation, FieldItem}

// tells tells whether a clue may speak for an outcome: it must not hold it.
func (c clue) tells(o Outcome) bool {
	switch o {
	case OutcomeService:
		return c.field != FieldService
	case OutcomeCategory:
		return c.field != FieldCategory && c.field != FieldSubcategory
	default:
		return true
	}
}

// A weighed is a clue of a ticket and how much it counts in it.
type weighed struct {
	clue   clue
	weight float64
}

// clueWords is how many different words of a ticket are clues, those of the title first.
const clueWords = 200

// cluesOf gives the clues of a ticket: its facts, and the words of title and description. A word counts as the
// logarithm of how often it is there, and all together have the length 1, so that a long text says no more than a short
// one.
func cluesOf(t *Ticket) []weighed {
	var all []weighed
	for _, no := range clueFields {
		if v := FieldNo(no).Get(t); v != (Value{}) {
			all = append(all, weighed{clue{field: no, number: v.N, text: v.S}, 1})
		}
	}
	facts := len(all)
	at := map[string]int{}
	for _, text := range [...]string{t.Title, t.Description} {
		for token := range Tokens(text) {
			i, seen := at[token]
			switch {
			case seen:
				all[i].weight++
			case len(all)-facts < clueWords:
				at[token] = len(all)
				all = append(all, weighed{clue{text: token}, 1})
			}
		}
	}
	squares := 0.0
	for i := range all {
		if i >= facts {
			all[i].weight = math.Log1p(all[i].weight)
		}
		squares += all[i].weight * all[i].weight
	}
	for i := range all {
		all[i].weight /= math.Sqrt(squares)
	}
	return all
}

// grain is how many grains are the weight 1. Whole numbers can be taken away again without a rest.
const grain = 1 << 12

func grains(weight float64) uint32 { return max(1, uint32(math.Round(weight*grain))) }
