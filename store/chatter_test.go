package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"opsdesk/model"
)

// A chatter makes texts as desks have them: few words that stand everywhere, many that are rare, names of machines.
type chatter struct {
	random *rand.Rand
	zipf   *rand.Zipf
	words  []string
}

func newChatter() *chatter {
	random := rand.New(rand.NewPCG(7, 7))
	first := []string{"vpn", "failed", "error", "mail", "printer", "scanner", "login", "portal", "switch", "database", "badge", "phone", "access", "server",
		"user", "reset", "password", "network", "outage", "slow", "update", "restart", "service", "ticket", "urgent"}
	c := &chatter{random: random, zipf: rand.NewZipf(random, 1.15, 20, 19_999), words: first}
	syllables := []string{"ka", "ro", "mi", "ter", "un", "sol", "pre", "con", "dis", "over", "ing", "ment", "bra", "sta", "pri", "ven", "lo", "gi", "net", "ex"}
	for len(c.words) < 20_000 {
		w := ""
		for range 2 + random.IntN(3) {
			w += syllables[random.IntN(len(syllables))]
		}
		c.words = append(c.words, w)
	}
	return c
}

func (c *chatter) say(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		switch c.random.IntN(40) {
		case 0:
			fmt.Fprintf(&b, "SRV-%04d", c.random.IntN(5000))
		case 1:
			fmt.Fprintf(&b, "ws%05d", c.random.IntN(60_000))
		default:
			b.WriteString(c.words[c.zipf.Uint64()])
		}
	}
	return b.String()
}

// record gives ticket i with six events, as a bulk import brings them; about 8 % are open.
func (c *chatter) record(i int) *model.Import {
	at := model.Instant(1_700_000_000 + i*10)
	agent, caller := "Agent "+strconv.Itoa(i*31%300), "Caller "+strconv.Itoa(i*7919%2000)
	past := []model.Past{
		moment(at, caller, model.VerbCreate, text(model.FieldTitle, c.say(6)), text(model.FieldDescription, c.say(18)+".\n"+c.say(4)),
			count(model.FieldState, int64(model.StateNew)), count(model.FieldPriority, int64(1+i*13%5)), count(model.FieldCreated, int64(at)),
			count(model.FieldAgreed, int64(at)+int64(i*7907%200)*3600), called(model.FieldRequester, caller), called(model.FieldTeam, "Team "+strconv.Itoa(i*17%40)),
			called(model.FieldService, "Service "+strconv.Itoa(i*11%200)), text(model.FieldCategory, c.words[i%7])),
		moment(at+60, agent, model.VerbAssign, called(model.FieldAssignee, agent), count(model.FieldAcknowledged, int64(at)+60)),
		moment(at+120, agent, model.VerbMove, count(model.FieldState, int64(model.StateInProgress))),
		{At: at + 600, By: agent, Verb: model.VerbComment, Text: c.say(12)},
		{At: at + 700, By: agent, Verb: model.VerbNote, Text: c.say(8)},
		{At: at + 1200, By: caller, Verb: model.VerbComment, Text: c.say(5)}}
	if i%100 >= 8 {
		past[5] = moment(at+1200, agent, model.VerbMove, count(model.FieldState, int64(model.StateResolved)), count(model.FieldResolved, int64(at)+1200),
			text(model.FieldCode, "fixed"), text(model.FieldNote, "Restarted the service"))
	}
	return &model.Import{Kind: model.Incident, Source: model.Origin{System: "bench", Number: fmt.Sprintf("INC%07d", i)}, Past: past}
}

// records gives the commands that bring the tickets from..upto.
func (c *chatter) records(from, upto int) []Command {
	all := make([]Command, 0, upto-from)
	for i := from; i < upto; i++ {
		all = append(all, Command{Act: c.record(i)})
	}
	return all
}

const benchBatch = 5000

// benchFile gives a file with generated tickets whose index is not built; OPSDESK_BENCH_TICKETS says how many,
// and OPSDESK_BENCH_DESK names a file to make once and use again.
func benchFile(b testing.TB) (path string, tickets int) {
	tickets = 20_000
	if v, err := strconv.Atoi(os.Getenv("OPSDESK_BENCH_TICKETS")); err == nil {
		tickets = v
	}
	if path = os.Getenv("OPSDESK_BENCH_DESK"); path == "" {
		path = filepath.Join(b.TempDir(), "desk.db")
	}
	s, err := Open(context.Background(), path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	have, _, err := s.Size()
	if err != nil {
		b.Fatal(err)
	}
	c := newChatter()
	for i := 0; i < tickets; i += benchBatch {
		all := c.records(i, min(tickets, i+benchBatch)) // what is there already is said too: the same texts follow
		if i < have {
			continue
		}
		if _, err := s.Do(context.Background(), Write{Who: maya, Each: true, Commands: all}); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return path, tickets
}

// benchDesk gives a desk of generated tickets that answers at its usual speed.
func benchDesk(b testing.TB) (s *Store, tickets int) {
	path, tickets := benchFile(b)
	s, err := Open(context.Background(), path, Options{Lasting: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	if err := errors.Join(s.IndexWords(context.Background()), s.Settle(context.Background())); err != nil {
		b.Fatal(err)
	}
	return s, tickets
}

// unindexedDesk gives a desk whose index is left alone until the benchmark writes it.
func unindexedDesk(b testing.TB) (*Store, int) {
	path, n := benchFile(b)
	s := openSmall(b, path, usualLimits)
	_ = s.search.hold() // until the end
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s, n
}

// reportSlowest tells the time within which 99 of 100 were done.
func reportSlowest(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1e6, "p99-ms")
}
