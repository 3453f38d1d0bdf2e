package model

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A key is a name that a condition may begin with. Every field is one; the extras are listed here.
type key struct {
	name  string
	label string
	field *Field // nil for the extras
	// options are the values that fit where they can be listed, macros the words that stand for more than themselves.
	options []Option
	macros  []Option
	// means gives for a value the query that it stands for.
	means map[string]string
	get   func(*Ticket) Value
	manner
}

// A manner is how the values of a key are read and met. One row per type of field says it for all of them.
type manner struct {
	ordered bool // < <= > >= and ranges make sense
	free    bool // values may be any text, so one in quotes is no macro
	words   bool // values are words of the text
	star    star
	fits    string // what may be written
	read    func(*key, string) (want, bool)
	// reach gives the numbers that a value stands for; meet the test where values are no numbers.
	reach func(*cond, want, *binder) []stretch
	meet  func(*cond, want, *binder) match
}

// A star says what a star behind a value does.
type star uint8

const (
	starRefused star = iota
	starMeans        // the value is a beginning
	starIdle         // the value is a beginning anyway
)

var manners = [...]manner{
	Text:      {free: true, star: starMeans, fits: "write the text, or its beginning and a *", read: readText, meet: meetText},
	Long:      {free: true, words: true, star: starIdle, fits: "write a word of the text, or several in quotes", read: readPhrase, meet: meetPhrase},
	Number:    {ordered: true, fits: "write a whole number", read: readNumber, reach: reachNumbers},
	Choice:    {read: readChoice, reach: reachNumbers},
	Time:      {ordered: true, fits: timeFits, read: readTime, reach: reachTimes},
	Reference: {free: true, star: starIdle, fits: "write a name or its beginning, none or any", read: readName, reach: reachNouns},
	Tags:      {free: true, star: starMeans, fits: "write a tag, or its beginning and a *", read: readTag, meet: meetTag},
	TicketRef: {ordered: true, fits: "write a ticket's number, as in INC-12 or 12", read: readTicket, reach: reachNumbers},
	Links:     {fits: "write a ticket's number, as in INC-12, or a relation, as in blocks", read: readLink, meet: meetLink},
	Checks:    {fits: "write open or done", read: readCheck, meet: meetCheck},
	Guesses:   {fits: "write what was estimated, as in effort", read: readCheck, meet: meetGuess},
	Watching:  {free: true, star: starIdle, fits: "write a name or its beginning, me, none or any", read: readName, meet: meetWatcher},
}

// aliases are the other names of keys.
var aliases = map[string]string{
	"prio": "priority", "tags": "tag", "caller": "requester", "watcher": "watchers", "links": "link", "id": "number",
}

// The words that stand for more than themselves.
var (
	noValue      = Option{Token: "none", Label: "has none"}
	anyValue     = Option{Token: "any", Label: "has one"}
	meValue      = Option{Token: "me", Label: "who looks"}
	openValue    = Option{Token: "open", Label: "neither resolved nor ended"}
	breachedTime = Option{Token: "breached", Label: "in the past, and the ticket is open"}
)

// flags are the values of is: and what each stands for.
var flags = []struct{ token, label, means string }{
	{"open", "neither resolved nor ended", "state:open"},
	{"unassigned", "nobody has it", "assignee:none"},
	{"major", "a major incident", "major:yes"},
	{"proposed", "proposed as a major incident", "proposed:yes"},
	{"snoozed", "put aside until later", "aside:yes"},
	{"watched", "I watch it", "watchers:me"},
	{"known-error", "a problem with a known cause", "known-error:yes"},
	{"ranked", "has a place in the backlog", "rank:any"},
}

var phases = []Option{
	{int64(Waiting), "waiting", "nobody has begun"},
	{int64(Active), "active", "somebody works on it"},
	{int64(Paused), "paused", "it waits for something outside"},
	{int64(Finished), "finished", "done, may come back"},
	{int64(Ended), "ended", "nothing more will happen"},
}

// keys holds every key in the order in which completion offers them, keyNames their names.
var keys, keyNames, keyByName = indexKeys()

// keyNamed gives the key of a name as people write it, nil when there is none.
func keyNamed(name string) *key { return keyByName[canonicalName(name)] }

func canonicalName(name string) string {
	name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
	if full, ok := aliases[name]; ok {
		return full
	}
	return name
}

func indexKeys() (all []*key, names []string, byName map[string]*key) {
	all = extraKeys()
	for _, f := range Fields {
		all = append(all, fieldKey(f))
	}
	byName = make(map[string]*key, len(all))
	for _, k := range all {
		byName[k.name] = k
		names = append(names, k.name)
	}
	return all, names, byName
}

func extraKeys() []*key {
	is := &key{name: "is", label: "What it is", means: map[string]string{}, manner: manners[Choice]}
	for i, f := range flags {
		is.options = append(is.options, Option{int64(i), f.token, f.label})
		is.means[f.token] = f.means
	}
	has := &key{name: "has", label: "What it has", means: map[string]string{}, manner: manners[Choice]}
	sort := &key{name: "sort", label: "Order", manner: manners[Choice]}
	for _, f := range Fields {
		has.options = append(has.options, Option{int64(f.No), f.Name, f.Label})
		has.means[f.Name] = f.Name + ":any"
		sort.options = append(sort.options, Option{int64(f.No), f.Name, f.Label})
	}
	return []*key{
		is,
		has,
		{name: "number", label: "Number", manner: manners[TicketRef], get: func(t *Ticket) Value { return Value{N: int64(t.ID)} }},
		{name: "text", label: "Any text", manner: manners[Long]},
		{name: "phase", label: "Phase of its state", options: phases, manner: manners[Choice],
			get: func(t *Ticket) Value { return Value{N: int64(t.State.Rule().Phase)} }},
		sort,
	}
}

func fieldKey(f *Field) *key {
	k := &key{name: f.Name, label: f.Label, field: f, options: f.Options, get: f.get, manner: manners[f.Type]}
	k.macros = []Option{noValue, anyValue}
	switch {
	case f.No == FieldTitle:
		k.manner = manners[Long]
	case f.No == FieldState:
		k.macros = append([]Option{openValue}, k.macros...)
	case f.No == FieldDue:
		k.macros = append([]Option{breachedTime}, k.macros...)
		k.means = map[string]string{breachedTime.Token: "due<now state:open"}
	case f.Type == Checks:
		k.options = checkOptions
	case f.Type == Guesses:
		k.options = partOptions()
	case f.Type == Watching, f.Type == Reference && f.Table == People:
		k.macros = append([]Option{meValue}, k.macros...)
	case f.Type == Choice && len(f.Options) > 1 && f.Options[0].Token == "1":
		k.ordered = true // a scale: its tokens are numbers
	}
	return k
}

// counts tells whether zero is a number of the key, and not the lack of one.
func (k *key) counts() bool {
	return k.field != nil && (k.field.No == FieldReopened || k.field.No == FieldReassigned)
}

func (k *key) isMacro(word string) bool {
	return slices.ContainsFunc(k.macros, func(m Option) bool { return m.Token == word })
}

// hint says what may be written for the key instead of a value that does not fit.
func (k *key) hint(value string) string {
	if len(k.options) == 0 {
		return k.fits
	}
	var tokens []string
	for _, o := range slices.Concat(k.macros, k.options) {
		tokens = append(tokens, o.Token)
	}
	some := strings.Join(tokens[:min(12, len(tokens))], ", ")
	if len(tokens) > 12 {
		some += " …"
	}
	return didYouMean(value, tokens, "use one of "+some)
}

// didYouMean suggests the word that was probably meant, or else gives what to say instead.
func didYouMean(written string, words []string, instead string) string {
	written = canonicalName(written)
	letters := utf8.RuneCountInString(written)
	best, nearest := "", min(max(1, letters/3), letters-1)+1
	for _, w := range words {
		d := distance(written, w)
		if len(written) > 1 && strings.HasPrefix(w, written) {
			d = 1
		}
		if d < nearest {
			best, nearest = w, d
		}
	}
	if best == "" {
		return instead
	}
	return "did you mean " + best + "?"
}

// distance counts the letters to add, leave out, replace or swap with their neighbour to make one word of another. Words
// that nobody would write by mistake are far from all.
// Source: optimal string alignment, a restricted Damerau–Levenshtein distance.
func distance(a, b string) int {
	const far = 1 << 10
	if len(a) > 32 || len(b) > 32 {
		return far
	}
	var rows [3][33]int
	for j := range rows[0] {
		rows[0][j] = j
	}
	before, above, row := &rows[2], &rows[0], &rows[1]
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			replaced := above[j-1]
			if a[i-1] != b[j-1] {
				replaced++
			}
			row[j] = min(above[j]+1, row[j-1]+1, replaced)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}
