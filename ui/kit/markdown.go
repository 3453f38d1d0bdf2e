package kit

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"opsdesk/model"
)

// maxMarkdown is how much text is set as Markdown; more is shown plain.
const maxMarkdown = 64 << 10

// Markdown sets a block as Markdown into rows of a width. Line breaks stay, as people who write tickets mean them.
// Nothing is fetched and no link is live: where a link leads is written beside its text.
func Markdown(b model.Block, width int, t *Theme) []string {
	source := b.String()
	if len(source) > maxMarkdown || !marked(source) {
		return plain(b, width, t)
	}
	s := &setter{theme: t, width: max(10, width), source: []byte(source)}
	md := goldmark.New(goldmark.WithExtensions(extension.Strikethrough, extension.TaskList))
	s.blocks(md.Parser().Parse(text.NewReader(s.source)), "", "")
	return s.rows
}

// marked tells whether a text has signs of Markdown at all; most have none, and are set faster without.
func marked(text string) bool {
	return strings.ContainsAny(text, "`*_#[|>~") || strings.Contains(text, "\n- ") || strings.HasPrefix(text, "- ") || strings.Contains(text, "\n1. ")
}

func plain(b model.Block, width int, t *Theme) []string {
	var rows []string
	for _, l := range Wrap(b, max(10, width)) {
		rows = append(rows, NewRow(width, false).Put(t.Text, l).Fill(Style{}))
	}
	return rows
}

// A setter sets a parsed text into rows.
type setter struct {
	theme  *Theme
	width  int
	source []byte
	rows   []string
}

// A span is text in one style; a line break is a span of its own.
type span struct {
	style Style
	text  string
}

const lineBreak = "\n"

// blocks sets what a node holds. The first row begins with first, every other with rest: bullets and bars.
func (s *setter) blocks(parent ast.Node, first, rest string) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if n.PreviousSibling() != nil && n.Type() == ast.TypeBlock && !tight(n) {
			s.rows = append(s.rows, "")
		}
		s.block(n, first, rest)
		first = rest
	}
}

// tight tells whether a block stands close to the one before it.
func tight(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ListItem:
		list, ok := n.Parent().(*ast.List)
		return ok && list.IsTight
	case *ast.List:
		_, inItem := n.Parent().(*ast.ListItem)
		return inItem
	}
	return false
}

func (s *setter) block(n ast.Node, first, rest string) {
	t := s.theme
	switch n := n.(type) {
	case *ast.Heading:
		s.wrap(restyle(s.spans(n, t.Strong), t.Strong), first, rest)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		s.code(n, first, rest)
	case *ast.HTMLBlock:
		s.code(n, first, rest)
	case *ast.Blockquote:
		s.blocks(n, first+"│ ", rest+"│ ")
	case *ast.List:
		s.list(n, first, rest)
	case *ast.ThematicBreak:
		s.row(nil, first)
		s.rows[len(s.rows)-1] = Rule(t.Dim, min(s.width, 20))
	default:
		if n.Type() == ast.TypeBlock && (n.FirstChild() == nil || n.FirstChild().Type() == ast.TypeInline) {
			s.wrap(s.spans(n, t.Text), first, rest)
			return
		}
		s.blocks(n, first, rest)
	}
}

func (s *setter) list(list *ast.List, first, rest string) {
	number := list.Start
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		bullet := "• "
		if list.IsOrdered() {
			bullet = strconv.Itoa(number) + ". "
			number++
		}
		if item.PreviousSibling() != nil && !list.IsTight {
			s.rows = append(s.rows, "")
		}
		indent := strings.Repeat(" ", len([]rune(bullet)))
		if item.FirstChild() == nil {
			s.row(nil, first+bullet)
		}
		s.blocks(item, first+bullet, rest+indent)
		first = rest
	}
}

func (s *setter) code(n ast.Node, first, rest string) {
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		s.row([]span{{s.theme.Code, strings.TrimRight(string(line.Value(s.source)), "\n")}}, first+"  ")
		first = rest
	}
}

// spans gives the text of a node's inline children, each piece in its style.
func (s *setter) spans(parent ast.Node, style Style) (all []span) {
	t := s.theme
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			all = append(all, span{style, string(n.Segment.Value(s.source))})
			if n.SoftLineBreak() || n.HardLineBreak() {
				all = append(all, span{style, lineBreak})
			}
		case *ast.String:
			all = append(all, span{style, string(n.Value)})
		case *ast.CodeSpan:
			all = append(all, restyle(s.spans(n, t.Code), t.Code)...)
		case *ast.Emphasis:
			all = append(all, s.spans(n, t.Strong)...)
		case *ast.Link:
			all = append(all, s.spans(n, style)...)
			all = append(all, span{t.Dim, " <" + string(n.Destination) + ">"})
		case *ast.Image:
			all = append(all, span{t.Dim, "[picture: "})
			all = append(all, s.spans(n, style)...)
			all = append(all, span{t.Dim, " <" + string(n.Destination) + ">]"})
		case *ast.AutoLink:
			all = append(all, span{t.Code, string(n.URL(s.source))})
		case *ast.RawHTML:
			for i := range n.Segments.Len() {
				segment := n.Segments.At(i)
				all = append(all, span{style, string(segment.Value(s.source))})
			}
		case *extast.TaskCheckBox:
			box := "☐ "
			if n.IsChecked {
				box = "☑ "
			}
			all = append(all, span{style, box})
		default:
			all = append(all, s.spans(n, style)...)
		}
	}
	return all
}

func restyle(all []span, style Style) []span {
	for i := range all {
		all[i].style = style
	}
	return all
}

// wrap breaks spans into rows at blanks, and words that are longer than a row where the row ends.
func (s *setter) wrap(all []span, first, rest string) {
	var row []span
	used, begin := 0, first
	flush := func() {
		s.row(row, begin)
		row, used, begin = nil, 0, rest
	}
	room := max(4, s.width-Width(model.Clean(rest)))
	for _, one := range all {
		if one.text == lineBreak {
			flush()
			continue
		}
		for word := range strings.SplitAfterSeq(one.text, " ") {
			w := Width(model.Clean(word))
			if used > 0 && used+Width(model.Clean(strings.TrimRight(word, " "))) > room {
				flush()
			}
			for w > room {
				head := cutAt(word, room)
				row = append(row, span{one.style, head})
				flush()
				word = word[len(head):]
				w = Width(model.Clean(word))
			}
			row, used = append(row, span{one.style, word}), used+w
		}
	}
	flush()
}

// cutAt gives the beginning of a word that fits a width, at least one rune of it.
func cutAt(word string, width int) string {
	end := 0
	for i, r := range word {
		next := i + len(string(r))
		if end > 0 && Width(model.Clean(word[:next])) > width {
			break
		}
		end = next
	}
	return word[:end]
}

func (s *setter) row(all []span, begin string) {
	r := NewRow(s.width, false)
	r.Put(s.theme.Dim, model.Clean(begin))
	for i, one := range all {
		text := one.text
		if i == len(all)-1 {
			text = strings.TrimRight(text, " ")
		}
		r.Put(one.style, model.Clean(text))
	}
	s.rows = append(s.rows, r.Fill(Style{}))
}
