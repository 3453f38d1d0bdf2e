package cmd

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"opsdesk/model"
)

// A demoTeller writes the texts of one ticket from templates. In a template stand, between braces:
//
//	{a|b|c}   one of the alternatives, which may hold braces themselves
//	{3-40}    a number from the range
//	{name}    a word: one of the theme's variables, or of the desk's slots. Within one ticket it stays the same; with
//	          a digit behind it is another one of the kind, and with a capital it begins a sentence.
type demoTeller struct {
	rng    *rand.Rand
	zone   *time.Location
	now    model.Instant
	at     model.Instant
	caller demoWho
	owner  string
	is     demoCase
	vars   []string // name=template
	said   []demoSaid
	clock  int // of the last log line, in seconds before at
}

// A demoSaid is a word that was chosen for a name.
type demoSaid struct{ name, word string }

// begin makes the teller ready for another ticket.
func (w *demoTeller) begin(at model.Instant, caller demoWho, vars []string) {
	w.at, w.caller, w.vars, w.owner, w.is = at, caller, vars, "", 0
	w.said = w.said[:0]
	w.clock = 900
}

// again forgets the words that were chosen, so that another text comes out.
func (w *demoTeller) again() { w.said = w.said[:0] }

// say fills a template in.
func (w *demoTeller) say(text string) string {
	if strings.IndexByte(text, '{') < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + len(text)/4)
	w.write(&b, text)
	return b.String()
}

func (w *demoTeller) write(b *strings.Builder, text string) {
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			b.WriteString(text)
			return
		}
		b.WriteString(text[:open])
		end := demoBraceEnd(text, open)
		w.slot(b, text[open+1:end])
		text = text[end+1:]
	}
}

// demoBraceEnd finds the brace that closes the one at open.
func demoBraceEnd(text string, open int) int {
	depth := 0
	for i := open; i < len(text); i++ {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	panic("demo: a brace is not closed: " + text)
}

func (w *demoTeller) slot(b *strings.Builder, inner string) {
	if w.choose(b, inner) {
		return
	}
	if c := inner[0]; c >= 'A' && c <= 'Z' {
		word := w.word(strings.ToLower(inner[:1]) + inner[1:])
		r, size := utf8.DecodeRuneInString(word)
		b.WriteRune(unicode.ToUpper(r))
		b.WriteString(word[size:])
		return
	}
	b.WriteString(w.word(inner))
}

// choose writes one of several alternatives or a number from a range, and tells whether there was anything to choose.
func (w *demoTeller) choose(b *strings.Builder, text string) bool {
	if n := demoAlternatives(text); n > 1 {
		w.write(b, demoAlternative(text, w.rng.IntN(n)))
		return true
	}
	low, high, ok := demoRange(text)
	if ok {
		b.WriteString(strconv.Itoa(low + w.rng.IntN(high-low+1)))
	}
	return ok
}

// one writes one of the alternatives of a template that is not in braces.
func (w *demoTeller) one(text string) string {
	var b strings.Builder
	if !w.choose(&b, text) {
		w.write(&b, text)
	}
	return b.String()
}

// demoAlternatives counts the alternatives outside of inner braces.
func demoAlternatives(s string) int {
	n, depth := 1, 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			depth--
		case '|':
			if depth == 0 {
				n++
			}
		}
	}
	return n
}

// demoAlternative gives the n-th alternative, from 0.
func demoAlternative(s string, n int) string {
	start, depth := 0, 0
	for i := range len(s) {
		switch {
		case s[i] == '{':
			depth++
		case s[i] == '}':
			depth--
		case s[i] == '|' && depth == 0:
			if n == 0 {
				return s[start:i]
			}
			n--
			start = i + 1
		}
	}
	return s[start:]
}

func demoRange(s string) (low, high int, ok bool) {
	a, b, dash := strings.Cut(s, "-")
	if !dash || a == "" || a[0] < '0' || a[0] > '9' {
		return 0, 0, false
	}
	low, err := strconv.Atoi(a)
	if err != nil {
		return 0, 0, false
	}
	high, err = strconv.Atoi(b)
	return low, high, err == nil && high >= low
}

// word gives the word of this ticket for a name.
func (w *demoTeller) word(name string) string {
	if follow, ok := demoLoose[name]; ok && !w.varies(name) {
		return follow(w)
	}
	for _, s := range w.said {
		if s.name == name {
			return s.word
		}
	}
	base := name
	if !w.varies(name) {
		base = strings.TrimRight(name, "0123456789")
	}
	word := w.find(base)
	for range 4 {
		if base == name || !w.taken(base, word) {
			break
		}
		word = w.find(base)
	}
	w.said = append(w.said, demoSaid{name, word})
	return word
}

// varies tells whether the theme has a variable of the name.
func (w *demoTeller) varies(name string) bool {
	for _, v := range w.vars {
		if len(v) > len(name) && v[len(name)] == '=' && v[:len(name)] == name {
			return true
		}
	}
	return false
}

func (w *demoTeller) taken(base, word string) bool {
	for _, s := range w.said {
		if s.word == word && strings.HasPrefix(s.name, base) {
			return true
		}
	}
	return false
}

func (w *demoTeller) find(base string) string {
	for _, v := range w.vars {
		if len(v) > len(base) && v[len(base)] == '=' && v[:len(base)] == base {
			return w.one(v[len(base)+1:])
		}
	}
	if text, ok := demoSlots[base]; ok {
		return w.one(text)
	}
	if invent, ok := demoMade[base]; ok {
		return invent(w)
	}
	panic("demo: no word is known for " + base)
}

// A demoCase tells the cases of one theme apart: a text that begins with letters and a colon, as in "ab:", is of these
// cases only. Zero is no case in particular.
type demoCase byte

// demoCut takes the cases off a text.
func demoCut(text string) (cases, rest string) {
	for i := 0; i < len(text) && i < 4; i++ {
		switch c := text[i]; {
		case c == ':' && i > 0:
			return text[:i], text[i+1:]
		case c < 'a' || c > 'd':
			return "", text
		}
	}
	return "", text
}

// fits tells whether a text is of the ticket's case.
func (w *demoTeller) fits(text string) bool {
	cases, _ := demoCut(text)
	return cases == "" || w.is == 0 || strings.IndexByte(cases, byte(w.is)) >= 0
}

// pick gives one of the texts of the ticket's case, filled in; none is empty.
func (w *demoTeller) pick(texts []string) string {
	text, _ := demoPick(w, texts, func(t string) string { return t })
	return w.say(text)
}

// demoPick chooses one of several of the ticket's case, and gives its text without the cases.
func demoPick[T any](w *demoTeller, all []T, text func(T) string) (string, T) {
	n := 0
	var chosen T
	for _, t := range all {
		if !w.fits(text(t)) {
			continue
		}
		if n++; w.rng.IntN(n) == 0 {
			chosen = t
		}
	}
	_, rest := demoCut(text(chosen))
	return rest, chosen
}

// stamp writes a moment that lies so many seconds before the ticket.
func (w *demoTeller) stamp(before int, layout string) string {
	return (w.at - model.Instant(before)).Time().In(w.zone).Format(layout)
}

// release names the release of a month, counted from the present one.
func (w *demoTeller) release(months int) string {
	t := w.now.Time().In(w.zone)
	return time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, w.zone).Format("2006.01")
}

// demoLoose holds the words that follow from the ticket and so need no memory.
var demoLoose map[string]func(*demoTeller) string

// demoMade holds the words that are made by more than a template.
var demoMade map[string]func(*demoTeller) string

func init() {
	demoLoose = map[string]func(*demoTeller) string{
		"caller":       func(w *demoTeller) string { return w.caller.name },
		"first":        func(w *demoTeller) string { return w.caller.first() },
		"user":         func(w *demoTeller) string { return w.caller.account() },
		"dept":         func(w *demoTeller) string { return w.caller.dept.label },
		"head":         func(w *demoTeller) string { return w.caller.dept.head },
		"site":         func(w *demoTeller) string { return w.caller.dept.site },
		"owner":        func(w *demoTeller) string { return demoWho{name: w.owner}.first() },
		"weekday":      func(w *demoTeller) string { return w.stamp(0, "Monday") },
		"month":        func(w *demoTeller) string { return w.stamp(0, "January") },
		"date":         func(w *demoTeller) string { return w.stamp(0, "2 January") },
		"oldrelease":   func(w *demoTeller) string { return w.release(-2) },
		"lastrelease":  func(w *demoTeller) string { return w.release(-1) },
		"thisrelease":  func(w *demoTeller) string { return w.release(0) },
		"nextrelease":  func(w *demoTeller) string { return w.release(1) },
		"laterrelease": func(w *demoTeller) string { return w.release(2) },
		"alarm":        func(w *demoTeller) string { return w.stamp(900, "15:04") },
		"code":         func(w *demoTeller) string { return strings.ToUpper(demoSiteCode[w.caller.dept.site]) },
		"stamp": func(w *demoTeller) string {
			w.clock = max(w.clock-1-w.rng.IntN(40), 0)
			return w.stamp(w.clock, "15:04:05")
		},
	}
	demoMade = map[string]func(*demoTeller) string{
		"clock": func(w *demoTeller) string {
			return w.stamp(300*(1+w.rng.IntN(24)), "15:04")
		},
		"colleague": func(w *demoTeller) string {
			names := w.caller.dept.names
			if len(names) == 0 {
				names = demoDepts[0].names
			}
			for {
				name, _, _ := strings.Cut(names[w.rng.IntN(len(names))], "/")
				if name != w.caller.name {
					return name
				}
			}
		},
		"victim": func(w *demoTeller) string {
			all := demoDepts[w.rng.IntN(len(demoDepts))].people()
			return all[w.rng.IntN(len(all))].account()
		},
		"domain":   func(w *demoTeller) string { return demoDomains[w.word("supplier")] },
		"building": func(w *demoTeller) string { return w.one(demoBuildings[w.caller.dept.site]) },
		"room":     func(w *demoTeller) string { return w.one(demoRooms[w.caller.dept.site]) },
		"newcomer": func(w *demoTeller) string {
			return demoFirstNames[w.rng.IntN(len(demoFirstNames))] + " " + demoLastNames[w.rng.IntN(len(demoLastNames))]
		},
		"ip": func(w *demoTeller) string {
			return fmt.Sprintf("10.%d.%d.%d", 20+w.rng.IntN(8), w.rng.IntN(64), 2+w.rng.IntN(250))
		},
		"mac": func(w *demoTeller) string {
			return fmt.Sprintf("02:1c:%02x:%02x:%02x:%02x", w.rng.IntN(256), w.rng.IntN(256), w.rng.IntN(256), w.rng.IntN(256))
		},
		"pc":  func(w *demoTeller) string { return fmt.Sprintf("NB-%05d", 2000+w.rng.IntN(4000)) },
		"loc": func(w *demoTeller) string { return demoSiteCode[w.caller.dept.site] },
	}
}

// demoSiteCode holds the letters that names of machines carry for a site.
var demoSiteCode = map[string]string{demoGoteborg: "got", demoLodz: "ldz", demoVenlo: "vnl", demoMalaga: "agp", demoZurich: "zrh", demoSaoPaulo: "gru", demoTokyo: "tyo"}

// demoDomains tells under which domain a supplier receives mail.
var demoDomains = map[string]string{"Hallström Möbel": "hallstrom-mobel", "Fábrica Lusa": "fabricalusa", "Brightwell Lighting": "brightwell",
	"Kyōto Chaya": "kyotochaya", "Zakłady Drzewne Ostrów": "zdo-ostrow", "Casa Verde Mudas": "casaverde", "Tessitura Brenta": "tessiturabrenta",
	"Morgenrot Keramik": "morgenrot", "Nordic Felt Works": "nordicfelt", "Keçe & Kilim": "kecekilim"}

// demoBuildings and demoRooms tell what the buildings and the meeting rooms of a site are called.
var (
	demoBuildings = map[string]string{demoGoteborg: "building A|building B|building C", demoLodz: "the gatehouse|the office block", demoVenlo: "the gatehouse|the office block",
		demoMalaga: "the main building", demoZurich: "the main building", demoSaoPaulo: "the tower", demoTokyo: "the annex"}
	demoRooms = map[string]string{demoGoteborg: "Skagen|Vinga|Marstrand|Hönö|Donsö|Brännö|Käringön|Öckerö|Styrsö", demoLodz: "Mazury|Tatry|Bieszczady", demoVenlo: "Maas|Peel|Veluwe",
		demoMalaga: "Alborán|Gibralfaro|Axarquía", demoZurich: "Limmat|Uetliberg", demoSaoPaulo: "Ipiranga|Paraty", demoTokyo: "桜|Sumida"}
)

// demoSlots holds the words that every theme may use, as templates.
var demoSlots = map[string]string{
	"hall":     "hall 1|hall 2|hall 3|hall 4",
	"dock":     "dock {1-24}",
	"aisle":    "aisle {A|B|C|D|E|F|G}{1-38}",
	"packing":  "packing table {1-40}",
	"floor":    "ground floor|1st floor|2nd floor|3rd floor",
	"desk":     "desk {1-5}.{10-68}",
	"printer":  "PRN-{code}-{10-48}",
	"label":    "LBL-{code}-{10-64}",
	"scanner":  "SCN-{1000-1890}",
	"switch":   "sw-{loc}-{a|b|c|h1|h2}-{10-38}",
	"ap":       "ap-{loc}-{10-96}",
	"host":     "{app|web|job|int}-prd-{10-39}",
	"db":       "db-prd-{10-29}",
	"ext":      "{4|5|6}{100-989}",
	"order":    "OV-{2|3|4}{10000-98999}",
	"sku":      "{1|2|4|7}{10000-98999}",
	"ver":      "{24|25|26}.{1-4}.{0-9}",
	"kb":       "KB50{31000-72999}",
	"few":      "two|three|four|five",
	"goods":    "oak garden bench|linen curtain|cast-iron pan|pendant lamp|folding chair|raised bed|wool rug|parasol base|Hjärta sideboard|bird feeder|fire bowl|Söder daybed|rattan armchair|Trä wall rack|bath mat|watering can",
	"carrier":  "Polarbud|TransRhein|ParcelOwl|Iberpack|QuickQuay",
	"supplier": "Hallström Möbel|Fábrica Lusa|Brightwell Lighting|Kyōto Chaya|Zakłady Drzewne Ostrów|Casa Verde Mudas|Tessitura Brenta|Morgenrot Keramik|Nordic Felt Works|Keçe & Kilim",
	"partner":  "hallstrom-mobel|fabricalusa|brightwell|transrhein|polarbud|zdo-ostrow|iberpack|casaverde",
	"bank":     "Kantonalkasse Nord|Banco Atlântico Sul|Handelsbank Väst",
	"lately":   "since this morning|since yesterday|since the weekend|since the last update|for three days now|since lunch",
	"soon":     "this week|by Friday|before the month ends|in the next days|by Monday morning",
}

var demoFirstNames = []string{"Agnes", "Bilal", "Carla", "Dmitri", "Edita", "Florian", "Gabriela", "Hiro", "Ilaria", "Jesper", "Kaja", "Leon",
	"Mireia", "Niklas", "Odette", "Pedro", "Renske", "Sven", "Tamara", "Ulrika", "Valentin", "Wiktoria", "Xenia", "Yannick", "Zuzana", "Ayşe", "Łucja", "Søren"}

var demoLastNames = []string{"Almeida", "Berglund", "Cieślak", "Dijkstra", "Egger", "Fontaine", "Grabowski", "Hakimi", "Iversen", "Jankowska",
	"Kruse", "Lindström", "Moretti", "Nygård", "Oliveira", "Pérez", "Quist", "Rossi", "Schmid", "Torres", "Ulrich", "Visser", "Wagner", "Yamada", "Zawadzka"}
