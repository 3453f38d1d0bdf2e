package store

import (
	"context"
	"fmt"
	"runtime"
	"runtime/metrics"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// pages tells how many bytes the index takes in the file.
func (x *search) pages() (bytes, keys int) {
	_ = x.store.view(func(tx *bolt.Tx) error {
		if b := baseOf(tx); b.words != nil {
			for _, bucket := range []*bolt.Bucket{b.words, b.starts} {
				st := bucket.Stats()
				bytes += st.LeafAlloc + st.BranchAlloc
				keys += st.KeyN
			}
		}
		return nil
	})
	return bytes, keys
}

func BenchmarkSearchBuild(b *testing.B) {
	s, n := unindexedDesk(b)
	runtime.GC()
	peak, stop := watchHeap()
	for b.Loop() {
		if err := s.search.rebuild(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
	stop()
	bytes, keys := s.search.pages()
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "tickets/s")
	b.ReportMetric(float64(bytes)/float64(n), "B/ticket")
	b.ReportMetric(float64(keys)/float64(n), "keys/ticket")
	b.ReportMetric(float64(s.search.state().Longest.Microseconds())/1000, "longest-ms")
	b.ReportMetric(float64(peak.Load())/(1<<20), "MiB-peak")
}

// watchHeap looks every few milliseconds how much memory the program holds, the file's pages apart.
func watchHeap() (peak *atomic.Uint64, stop func()) {
	peak = &atomic.Uint64{}
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		for tick := time.NewTicker(5 * time.Millisecond); ; {
			metrics.Read(samples)
			peak.Store(max(peak.Load(), samples[0].Value.Uint64()-samples[1].Value.Uint64()))
			select {
			case <-tick.C:
			case <-done:
				return
			}
		}
	}()
	return peak, func() { close(done); <-ended }
}

func BenchmarkSearch(b *testing.B) {
	s, n := unindexedDesk(b)
	ctx := context.Background()
	if err := s.search.rebuild(ctx); err != nil {
		b.Fatal(err)
	}
	c := newChatter()
	var chars, three, eight, two, rare []string
	for r := 'a'; r <= 'z'; r++ {
		chars = append(chars, string(r))
	}
	for i := range 200 {
		w := c.words[i]
		three = append(three, w[:min(3, len(w))])
		eight = append(eight, w[:min(8, len(w))])
		two = append(two, w+" "+c.words[(i*7+3)%200][:3])
		rare = append(rare, fmt.Sprintf("ws%05d", i*217), fmt.Sprintf("inc%07d", i*391%n))
	}
	for _, q := range []struct {
		name string
		ask  []string
	}{{"1char", chars}, {"3char", three}, {"8char", eight}, {"2word", two}, {"rare", rare}, {"none", []string{"qqqqqq", "vpnx vpn"}},
		{"srv", []string{"srv"}}, {"ws0", []string{"ws0"}}, {"inc00", []string{"inc00"}}, {"inc00012", []string{"inc00012"}}, {"number", []string{"1", "12", "123"}}} {
		b.Run(q.name, func(b *testing.B) { benchFind(b, s, q.ask) })
	}
	b.Run("rank", func(b *testing.B) { benchRank(b, s) })
	b.Run("similar", func(b *testing.B) { benchSimilar(b, s, n) })
	for i := 0; i < usualLimits.merge; i += 500 { // as many as are merged then
		var all []Command
		for j := range 500 {
			all = append(all, Command{model.ID(1 + (i+j)*(n/usualLimits.merge)), model.Note{Text: c.say(10)}})
		}
		if _, err := s.Do(ctx, Write{Who: maya, Commands: all}); err != nil {
			b.Fatal(err)
		}
	}
	for _, q := range []struct {
		name string
		ask  []string
	}{{"changed-1char", chars}, {"changed-2word", two}, {"changed-rare", rare}} {
		b.Run(q.name, func(b *testing.B) { benchFind(b, s, q.ask) })
	}
	b.Run("changed-similar", func(b *testing.B) { benchSimilar(b, s, n) })
	if err := s.search.alone(ctx, func(context.Context) error {
		return s.db.Update(func(tx *bolt.Tx) error { return tx.DeleteBucket(bSearch) })
	}); err != nil {
		b.Fatal(err)
	}
	b.Run("no-index", func(b *testing.B) { benchFind(b, s, two) })
}

func benchFind(b *testing.B, s *Store, ask []string) {
	var tokens [][]string
	for _, q := range ask {
		tokens = append(tokens, slices.Collect(model.Tokens(q)))
	}
	var took []time.Duration
	hits := uint64(0)
	i := 0
	for b.Loop() {
		began := time.Now()
		err := s.view(func(tx *bolt.Tx) error {
			found, err := s.search.find(context.Background(), tx, s.Head(), tokens[i%len(tokens)])
			if err == nil {
				hits += found.GetCardinality()
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
		i++
	}
	reportSlowest(b, took)
	b.ReportMetric(float64(hits)/float64(i), "hits")
}

func benchRank(b *testing.B, s *Store) {
	err := s.view(func(tx *bolt.Tx) error {
		found, err := s.search.find(context.Background(), tx, s.Head(), []string{"vpn"})
		if err != nil {
			return err
		}
		ids := found.ToArray()
		step := max(1, len(ids)/maxRanked)
		some := roaring.New()
		for i := 0; i < len(ids) && some.GetCardinality() < maxRanked; i += step {
			some.Add(ids[i])
		}
		for b.Loop() {
			if _, ranked, err := s.search.rank(context.Background(), tx, s.Head(), []string{"vpn"}, some); err != nil || !ranked {
				return fmt.Errorf("ranked %v: %w", ranked, err)
			}
		}
		b.ReportMetric(float64(some.GetCardinality()), "candidates")
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func benchSimilar(b *testing.B, s *Store, n int) {
	i := 0
	for b.Loop() {
		if _, err := s.SimilarTo(context.Background(), model.ID(1+i*7919%n), 10); err != nil {
			b.Fatal(err)
		}
		i++
	}
}
