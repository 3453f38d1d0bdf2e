package kit

// A List is the hand on a list that may be far longer than the screen: which row it is on, and which are in sight.
type List struct {
	At    int // the row under the hand
	Top   int // the first row in sight
	Total int
	Rows  int // how many fit
}

// Move takes the hand n rows down, or up, and keeps it in sight.
func (l *List) Move(n int) { l.To(l.At + n) }

// To takes the hand to a row, or the nearest there is.
func (l *List) To(at int) {
	l.At = max(0, min(at, l.Total-1))
	l.show()
}

// Size says how many rows fit and how many there are.
func (l *List) Size(rows, total int) {
	l.Rows, l.Total = max(1, rows), total
	l.To(l.At)
}

// Scroll moves what is in sight, and the hand with it only when it would leave.
func (l *List) Scroll(n int) {
	l.Top = max(0, min(l.Top+n, l.Total-l.Rows))
	l.At = max(0, min(max(l.At, l.Top), l.Top+l.Rows-1, l.Total-1))
}

func (l *List) show() {
	switch {
	case l.At < l.Top:
		l.Top = l.At
	case l.At >= l.Top+l.Rows:
		l.Top = l.At - l.Rows + 1
	}
	l.Top = max(0, min(l.Top, l.Total-l.Rows))
}

// End tells the first row that is not in sight any more.
func (l *List) End() int { return min(l.Total, l.Top+l.Rows) }
