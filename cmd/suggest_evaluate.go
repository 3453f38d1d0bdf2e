package cmd

import (
	"bytes"
	"context"
	"fmt"
	"math"

	"opsdesk/model"
	"opsdesk/store"
)

// evaluate writes how well the newer tickets can be told from the older ones.
func (s *session) evaluate(ctx context.Context, out *bytes.Buffer, wordsAlone bool) error {
	trials, err := s.store.Evaluate(ctx, wordsAlone)
	if err != nil {
		return err
	}
	if s.json {
		for _, t := range trials {
			out.Write(trialObject(t).line())
		}
		return nil
	}
	width, _ := s.size()
	t := table{heads: []string{"", "Learned", "Tried", "Classes", "First right", "One of three", "Most frequent", "Three most frequent"},
		stiff: make([]bool, 8)}
	for _, one := range trials {
		row := []string{model.Outcomes[one.Outcome].Label, fmt.Sprint(one.Learned), fmt.Sprint(one.Tried), fmt.Sprint(one.Classes),
			share(one.First, one.Tried), share(one.Three, one.Tried), share(one.Common, one.Tried), share(one.ThreeCommon, one.Tried)}
		var cells []model.Line
		for _, cell := range row {
			cells = append(cells, model.Clean(cell))
		}
		t.rows = append(t.rows, cells)
	}
	return t.write(out, width)
}

// share gives a part in per cent, and a dash of nothing.
func share(part, of int) string {
	if of == 0 {
		return "—"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(part)/float64(of))
}

func trialObject(t store.Trial) object {
	of := func(n int) any {
		if t.Tried == 0 {
			return nil
		}
		return rounded(float64(n) / float64(t.Tried))
	}
	return object{{"outcome", t.Outcome.String()}, {"learned", t.Learned}, {"tried", t.Tried}, {"classes", t.Classes}, {"first", of(t.First)},
		{"three", of(t.Three)}, {"most-frequent", of(t.Common)}, {"three-most-frequent", of(t.ThreeCommon)}}
}

// rounded gives a number with four digits behind the point.
func rounded(x float64) float64 { return math.Round(x*1e4) / 1e4 }
