package model

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestAQueryPrintsInOneForm(t *testing.T) {
	for in, want := range map[string]string{
		"":     "",
		"  a ": "a",
		"prio:P1,high tags:Noise caller:me id:INC-7":       "priority:1,2 tag:noise requester:me number:7",
		"state!:closed NOT vpn -(a b)":                     "-state:closed -vpn -(a b)",
		"NOT NOT a AND b":                                  "a b",
		"((a OR (b OR c)) AND (d e))":                      "(a OR b OR c) d e",
		"a b OR c":                                         "a b OR c",
		"a (b OR c d)":                                     "a (b OR c d)",
		"(((a)))":                                          "a",
		"sort:due vpn sort:-created,due OR tag:x":          "vpn OR tag:x sort:due,-created",
		`"OR" "and" "NOT" "a b" "-x" "a:b" "" "say \"x\\"`: `"OR" and "NOT" "a b" "-x" "a:b" "say \"x\\"`,
		`team:"me","Group 70","none" assignee:"me",me`:     `team:me,"Group 70","none" assignee:"me",me`,
		`category:net* category:"a b"* category:"x*"`:      `category:net* category:"a b"* category:"x*"`,
		"kind:INC,prb state:OPEN priority:2..1":            "kind:incident,problem state:open priority:2..1",
		"text:a,b is:known_error has:tags":                 "(a OR b) is:known-error has:tag",
		"created>=2026-11-24T14:00 due:1h..2h":             "created>=2026-11-24T14:00 due:1h..2h",
		`created:"2026-11-24   14:00"`:                     `created:"2026-11-24 14:00"`,
		"https://x/y 12:30 vpn_gw a(b)c":                   `"https://x/y" "12:30" vpn_gw a b c`,
		`title:"C:\temp" link:BLOCKS:INC-7 link:#7`:        `title:C:\temp link:blocks:7 link:7`,
		"vpn & - -- gateway":                               "vpn gateway",
		"major:no,yes":                                     "major:no,yes",
	} {
		q := mustParse(t, in)
		if got := q.String(); got != want {
			t.Errorf("%s prints\n%s, want\n%s", in, got, want)
		}
		if again := mustParse(t, q.String()); !reflect.DeepEqual(again, q) {
			t.Errorf("%s is another query when read back from %s", in, q)
		}
	}
}

func TestAnErrorNamesTheColumnAndWhatWouldFit(t *testing.T) {
	for query, want := range map[string]string{
		"vpn a priorty:1":         `column 7: "priorty" is no field: did you mean priority?`,
		"é prioirty<2":            `column 3: "prioirty" is no field: did you mean priority?`,
		"assi:me":                 `column 1: "assi" is no field: did you mean assignee?`,
		"zzz:1":                   `column 1: "zzz" is no field: put it in quotes to search for the text`,
		"state:opne":              `column 7: "opne" is no value of state: did you mean open?`,
		"state:new,xyzzy":         `column 11: "xyzzy" is no value of state: use one of open, none, any, new, in-progress, on-hold, resolved, closed, canceled, draft, submitted, waiting-approval …`,
		"state:":                  `column 7: a value of state is missing here: use one of open, none, any, new, in-progress, on-hold, resolved, closed, canceled, draft, submitted, waiting-approval …`,
		"team:a, b":               `column 8: a value of team is missing here: write a name or its beginning, none or any`,
		"priority:7":              `column 10: "7" is no value of priority: use one of none, any, 1, 2, 3, 4, 5`,
		"priority<=none":          `column 11: "none" does not fit behind <=: write it behind a colon`,
		"priority<1,2":            `column 12: only one value fits behind <: keep the one that bounds the others`,
		"x team<b":                `column 3: team can't be compared with <: write team: and the value`,
		"size:x":                  `column 6: "x" is no value of size: write a whole number`,
		"due<soon":                `column 5: "soon" is no value of due: ` + timeFits,
		"created:me":              `column 9: "me" is no value of created: ` + timeFits,
		"number:INC":              `column 8: "INC" is no value of number: write a ticket's number, as in INC-12 or 12`,
		"link:blokcs":             `column 6: "blokcs" is no value of link: write a ticket's number, as in INC-12, or a relation, as in blocks`,
		"state:new*":              `column 7: a star does not fit behind a value of state: did you mean new?`,
		"is:majr":                 `column 4: "majr" is no value of is: did you mean major?`,
		`title:"&"`:               `column 7: "&" is no value of title: write a word of the text, or several in quotes`,
		"(a OR b":                 `column 1: this "(" is not closed: put a ) behind what belongs together`,
		"a)":                      `column 2: this ")" closes nothing: take it away, or open it with a (`,
		"a ()":                    `column 4: there is nothing between the parentheses: write a condition or a word there`,
		"OR a":                    `column 1: OR has nothing on its left: write the lower-case "or" to search for the word`,
		"a OR":                    `column 5: OR has nothing on its right: write a condition or a word there`,
		"(a OR ) b":               `column 7: OR has nothing on its right: write a condition or a word there`,
		"a OR OR b":               `column 6: OR has nothing on its left: write the lower-case "or" to search for the word`,
		"AND a":                   `column 1: AND has nothing on its left: write the lower-case "and" to search for the word`,
		"a AND":                   `column 6: AND has nothing on its right: write a condition or a word there`,
		"a NOT":                   `column 6: NOT has nothing on its right: write a condition, a word or a ( there`,
		`a "b c`:                  `column 3: this quote is not closed: put a " behind the text`,
		"priority <= 2":           `column 10: "<=" stands alone: write it without blanks around it, as in priority<=2`,
		"(a sort:due)":            `column 4: an order can't stand in parentheses: write sort: outside of them, for the whole query`,
		"-sort:due":               `column 2: an order can't be excluded: write sort:-created for the latest first`,
		"sort:deu":                `column 6: nothing can be sorted by "deu": did you mean due?`,
		strings.Repeat("x ", 513): `column 1025: the query is longer than 1024 bytes: say it in fewer conditions`,
		strings.Repeat("(", 65) + "a" + strings.Repeat(")", 65): `column 65: parentheses go deeper than 64: most of them can be left out`,
	} {
		_, err := ParseQuery(query)
		var e *QueryError
		if !errors.As(err, &e) || err.Error() != want {
			t.Errorf("%s\n got %v\nwant %s", query, err, want)
		}
	}
}

func TestAQueryThatWouldPrintTooLongIsRefused(t *testing.T) {
	var e *QueryError
	if _, err := ParseQuery(strings.Repeat("prio:1 ", 140)); !errors.As(err, &e) {
		t.Errorf("got %v", err)
	}
}
