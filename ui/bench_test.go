package ui

import "testing"

// BenchmarkKey measures what a key costs in the process, on a desk of 20,000 tickets: the update, the questions to the
// store that follow, and a frame after every message. What a terminal adds to that, opsdesk bench measures.
func BenchmarkKey(b *testing.B) {
	s := testStore(b)
	fullDesk(b, s, 20000)
	for _, c := range []struct{ name, key, back string }{
		{"move", "j", "k"}, {"page", "pgdown", "pgup"}, {"mark", "space", "space"}, {"view", "]", "["}, {"open", "enter", ""}, {"back", "esc", "enter"},
	} {
		b.Run(c.name, func(b *testing.B) {
			console := open(b, s, 120, 40)
			console.drawn = true
			if c.name == "back" {
				console.press("enter")
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				switch {
				case c.name == "open" || c.name == "back": // the other half of the way is not counted
					console.press(c.key)
					b.StopTimer()
					console.press(map[string]string{"open": "esc", "back": "enter"}[c.name])
					b.StartTimer()
				case i%200 < 100: // there and back: the hand stays in the list
					console.press(c.key)
				default:
					console.press(c.back)
				}
			}
		})
	}
}

// BenchmarkView measures one frame.
func BenchmarkView(b *testing.B) {
	s := testStore(b)
	fullDesk(b, s, 1000)
	for _, c := range []struct{ name, key string }{{"queue", ""}, {"beside", "v"}, {"ticket", "enter"}, {"backlog", "2"}, {"palette", ":"}} {
		b.Run(c.name, func(b *testing.B) {
			console := open(b, s, 120, 40)
			if c.key != "" {
				console.press(c.key)
			}
			b.ReportAllocs()
			for b.Loop() {
				console.app.View()
			}
		})
	}
}
