package model

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// promiseKeys are the words of a promise's line that take a value, in the order in which they are written.
var promiseKeys = [...]string{"response", "update", "resolution", "calendar"}

// ParsePromise reads a row of a policy as people write it in one line: whom it is for, then its budgets, and last the
// calendar that counts it unless that is the policy's, as in p1 response=15m resolution=4h calendar=24x7 or
// item:New laptop resolution=5d. A value goes on to the next word with an = that is known. Errors say what would fit;
// whether the calendar exists, and whether the row promises anything, Terms.Check tells.
func ParsePromise(line string) (Promise, error) {
	forWhom, values, err := cutPairs(line, promiseKeys[:])
	if err != nil {
		return Promise{}, err
	}
	p := Promise{For: forWhom, Calendar: values["calendar"]}
	if p.For == "" {
		return p, fmt.Errorf("%s is for nobody: begin with p1 to p5, any, or item: and the name of a catalogue item", brief(line))
	}
	for key, budget := range map[string]*Budget{"response": &p.Response, "update": &p.Update, "resolution": &p.Resolution} {
		if *budget, err = ParseBudget(values[key]); err != nil {
			return p, fmt.Errorf("%s: %w", key, err)
		}
	}
	return p, nil
}

// String writes the row as ParsePromise reads it.
func (p Promise) String() string {
	words := []string{strings.Join(strings.Fields(p.For), " ")}
	for i, value := range [...]string{p.Response.String(), p.Update.String(), p.Resolution.String(), p.Calendar} {
		if value != "" {
			words = append(words, promiseKeys[i]+"="+strings.Join(strings.Fields(value), " "))
		}
	}
	return strings.Join(words, " ")
}

// ParseShares reads when to warn as people write it: one percentage for all targets, as in 80, or one each, as in
// response=50 resolution=80, where a target that is left out has 75. Errors say what would fit.
func ParseShares(s string) (Shares, error) {
	keys := make([]string, len(Targets))
	for i, row := range Targets {
		keys[i] = row.Token
	}
	all, values, err := cutPairs(s, keys)
	if err != nil {
		return Shares{}, err
	}
	var shares Shares
	for i, share := range [...]*int{&shares.Response, &shares.Update, &shares.Resolution} {
		text := values[keys[i]]
		if text == "" {
			text = all
		}
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(text, "%")))
		if err != nil || n < 1 || n > 100 {
			return shares, fmt.Errorf("%s is no share to warn at: use a percentage from 1 to 100, as in 80, or response=50 resolution=80", brief(text))
		}
		*share = n
	}
	return shares, nil
}

// String writes the shares as ParseShares reads them.
func (s Shares) String() string {
	if s.Response == s.Update && s.Update == s.Resolution {
		return strconv.Itoa(s.Of(Response))
	}
	var words []string
	for i, row := range Targets {
		words = append(words, row.Token+"="+strconv.Itoa(s.Of(Target(i))))
	}
	return strings.Join(words, " ")
}

// cutPairs cuts a line into what stands before the first pair of a known key and a value, and the pairs. Only the name of
// a calendar has blanks; what stands before may be the name of an item, which may hold anything else.
func cutPairs(line string, keys []string) (before string, pairs map[string]string, err error) {
	pairs = map[string]string{}
	at := "" // the key whose value goes on
	for word := range strings.FieldsSeq(line) {
		key, value, isPair := strings.Cut(word, "=")
		key = strings.ToLower(key)
		known := isPair && slices.Contains(keys, key)
		_, twice := pairs[key]
		switch {
		case known && twice:
			return "", nil, fmt.Errorf("%s is there twice: write it once", key)
		case known:
			at, pairs[key] = key, value
		case at == "calendar":
			pairs[at] = strings.TrimSpace(pairs[at] + " " + word)
		case at != "":
			return "", nil, fmt.Errorf("%s is not understood: use %s=", brief(word), strings.Join(keys, "=, "))
		case isPair && before != "" && !strings.HasPrefix(strings.ToLower(before), "item:"):
			return "", nil, fmt.Errorf("%s is not known: use %s", brief(key), strings.Join(keys, ", "))
		default:
			before = strings.TrimSpace(before + " " + word)
		}
	}
	return before, pairs, nil
}
