package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"opsdesk/model"
)

// A deskLink is a link as JSON has it.
type deskLink struct {
	Rel string `json:"rel"`
	To  uint32 `json:"to"`
}

// appendValue writes a value of a field as JSON.
func appendValue(b []byte, f *model.Field, v model.Value, names model.Names) []byte {
	switch f.Type {
	case model.Tags:
		return appendJSON(b, split(v.S, ","))
	case model.Watching:
		people := []string{}
		for _, w := range strings.Fields(v.S) {
			if n, err := strconv.ParseInt(w, 10, 64); err == nil {
				people = append(people, peopleField.Text(model.Value{N: n}, names))
			}
		}
		return appendJSON(b, people)
	case model.Links:
		links := []deskLink{}
		for _, w := range strings.Fields(v.S) {
			rel, to, _ := strings.Cut(w, ":")
			n, _ := strconv.ParseUint(to, 10, 32)
			links = append(links, deskLink{rel, uint32(n)})
		}
		return appendJSON(b, links)
	case model.Checks:
		return appendJSON(b, deskChecks(v, names))
	case model.Number, model.TicketRef:
		if f.No != model.FieldRank {
			return strconv.AppendInt(b, v.N, 10)
		}
	}
	return appendJSON(b, f.Text(v, names))
}

// peopleField writes references to people.
var peopleField = model.FieldNo(model.FieldRequester)

func split(s, sep string) []string {
	if s == "" {
		return []string{}
	}
	return strings.Split(s, sep)
}

// appendJSON writes a value as JSON without escapes for HTML.
func appendJSON(b []byte, v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // strings, numbers and lists of them always can be written
	}
	return append(b, bytes.TrimSuffix(buf.Bytes(), []byte{'\n'})...)
}

// readFact reads what appendValue wrote, and the forms in which people and other programs write the same.
func readFact(f *model.Field, raw json.RawMessage) (model.Fact, error) {
	fact := model.Fact{Field: f.No}
	if len(raw) == 0 || string(raw) == "null" {
		return fact, nil
	}
	var err error
	switch f.Type {
	case model.Reference:
		fact.Name, err = readText(raw, model.MaxName)
	case model.Watching:
		var people []string
		people, err = readList(raw)
		for i := range people {
			people[i], _ = model.Bound(strings.ReplaceAll(people[i], "\n", " "), model.MaxName)
		}
		fact.Name = strings.Join(people, "\n")
	case model.Tags:
		var tags []string
		tags, err = readList(raw)
		fact.To.S = strings.Join(model.SplitTags(strings.Join(tags, ",")), ",")
	case model.Links:
		fact.To.S, err = readLinks(raw)
	case model.Checks:
		fact, err = readChecks(f, raw)
	case model.Number, model.TicketRef:
		var n uint64
		n, err = readNumber(raw)
		fact.To.N = int64(n)
		if limit := uint64(1<<31 - 1); f.Type == model.Number && n <= limit || n < 1<<32 && f.Type == model.TicketRef || f.No == model.FieldRank {
			break
		}
		if err == nil {
			err = fmt.Errorf("%d is too large", n)
		}
	case model.Time:
		fact.To.N, err = readTime(raw)
	case model.Choice:
		fact.To, err = readOption(f, raw)
	case model.Guesses:
		var text string
		if text, err = readText(raw, model.MaxText); err == nil {
			fact.To, err = f.Parse(text, nil, time.Time{})
		}
	case model.Long:
		fact.To.S, err = readText(raw, model.MaxText)
	default:
		fact.To.S, err = readText(raw, model.MaxTitle)
	}
	return fact, err
}

func readText(raw json.RawMessage, limit int) (string, error) {
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return "", fmt.Errorf("%s is no text", short(raw))
	}
	s, _ = model.Bound(s, limit)
	return s, nil
}

func readList(raw json.RawMessage) ([]string, error) {
	var all []string
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, fmt.Errorf("%s is no list of texts", short(raw))
	}
	return all, nil
}

// maxLinks is how many links of one ticket are read.
const maxLinks = 10_000

func readLinks(raw json.RawMessage) (string, error) {
	var links []deskLink
	if err := json.Unmarshal(raw, &links); err != nil || len(links) > maxLinks {
		return "", fmt.Errorf("%s is no list of links", short(raw))
	}
	var words []string
	for _, l := range links {
		if _, err := model.ParseRelation(l.Rel); err != nil {
			return "", err
		}
		words = append(words, l.Rel+":"+strconv.FormatUint(uint64(l.To), 10))
	}
	return strings.Join(words, " "), nil
}

func readTime(raw json.RawMessage) (int64, error) {
	text, err := readText(raw, 100)
	if err != nil || text == "" {
		return 0, err
	}
	at, err := dates{zone: time.UTC, order: dayFirst}.read(text)
	return int64(at), err
}

func readOption(f *model.Field, raw json.RawMessage) (model.Value, error) {
	text := plain(raw)
	for _, o := range f.Options {
		if o.Token == text {
			return model.Value{N: o.N}, nil
		}
	}
	v, err := f.Parse(text, nil, time.Time{})
	if err != nil {
		return v, fmt.Errorf("%s is none of its values", short(raw))
	}
	return v, nil
}
