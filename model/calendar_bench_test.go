package model

import (
	"testing"
	"time"
)

func BenchmarkWorkingTime(b *testing.B) {
	w := working(b, "Europe/Berlin", "mon-fri 09:00-12:00 13:00-17:00")
	from := mustTime(b, w, "2026-11-24 10:00")
	to := from.AddDate(10, 0, 0)
	long := w.Between(from, to)
	night := mustTime(b, w, "2026-11-24 22:00")
	for name, count := range map[string]func() error{
		"AddTenYears":     func() error { _, err := w.Add(from, long); return err },
		"AddFourHours":    func() error { _, err := w.Add(from, 4*time.Hour); return err },
		"BetweenTenYears": func() error { w.Between(from, to); return nil },
		"NextOpen":        func() error { _, err := w.NextOpen(night); return err },
		"WorkingDaysTen":  func() error { _, err := w.WorkingDays(from, 10); return err },
		"IsOpen":          func() error { w.IsOpen(from); return nil },
		"IntervalsMonth": func() error {
			for range w.Intervals(from, from.AddDate(0, 1, 0)) {
				continue
			}
			return nil
		},
		"CompileAndAddTenYears": func() error {
			c := w.calendar
			fresh, err := c.Compile(nil)
			if err != nil {
				return err
			}
			_, err = fresh.Add(from, long)
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := count(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
