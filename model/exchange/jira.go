package exchange

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"opsdesk/model"
)

// A Jira export has one row per issue and as many columns of one name as the issue with most values needs. Comments name
// their author by an account id, which other rows may give a name to, and the backlog's order is a column: so the rows
// are kept until all are read.

// maxIssues is how many rows of a Jira export are kept until the end of the file.
const maxIssues = 250_000

func readJira(r *reader) error {
	t, err := r.table()
	if err != nil {
		return err
	}
	f, err := newJiraFile(t, r)
	if err != nil {
		return err
	}
	for {
		row, err := t.next()
		if errors.Is(err, io.EOF) {
			return f.tell()
		}
		if err != nil {
			return err
		}
		if row.bad != nil {
			err = r.refuse(row.bad)
		} else if f.keep(row); f.bytes > r.kept || len(f.issues) >= maxIssues {
			err = errors.Join(r.warn(row.line, "the file is too large to be put in order as a whole; it comes in portions"), f.tell())
		}
		if err != nil {
			return err
		}
	}
}

// A jiraFile is a Jira export with what was learned from it so far.
type jiraFile struct {
	r      *reader
	fields []jiraField
	dates  dates
	people map[string]string // names by account ids
	keys   map[string]string // keys by issue ids
	issues []*jiraIssue
	bytes  int
}

// A jiraIssue is one row without its empty cells.
type jiraIssue struct {
	line  int
	cells []jiraCell
}

type jiraCell struct {
	*jiraField
	text string
	at   place
}

func newJiraFile(t *table, r *reader) (*jiraFile, error) {
	f := &jiraFile{r: r, fields: jiraFields(t.names), people: map[string]string{}, keys: map[string]string{}}
	var left []string
	var times []int
	for i, c := range f.fields {
		if c.column == jiraNone && c.name != "" && !slices.Contains(left, c.name) {
			left = append(left, c.name)
		}
		if slices.Contains([]jiraColumn{jiraCreated, jiraUpdated, jiraResolved, jiraDue, jiraStatusChanged}, c.column) {
			times = append(times, i)
		}
	}
	if len(left) > 0 {
		if err := r.warn(r.head.first, "columns not imported: %s", list(left, "")); err != nil {
			return nil, err
		}
	}
	if doubtful := f.dates.learn(r.head.cells(times)); doubtful != "" {
		if err := r.warn(r.head.first, "dates such as %q may mean two days; they are read with the %s first", doubtful, f.dates.order); err != nil {
			return nil, err
		}
	}
	zone, err := r.zone(r.head.first)
	f.dates.zone = zone
	return f, err
}

// keep puts a row to the others, and learns the names of people and issues from it.
func (f *jiraFile) keep(row row) {
	issue := &jiraIssue{line: row.line}
	for i, text := range row.cells {
		c := &f.fields[i]
		if text == "" || c.column == jiraNone || c.column == jiraIgnored {
			continue
		}
		if c.column == jiraPersonID {
			if name := strings.TrimSpace(row.cells[c.person]); name != "" {
				f.people[text] = name
			}
			continue
		}
		issue.cells = append(issue.cells, jiraCell{c, text, row.at[i]})
		f.bytes += len(text) + 64
	}
	if key, id := issue.first(jiraKey), issue.first(jiraID); key != "" && id != "" {
		f.keys[id] = key
	}
	f.issues = append(f.issues, issue)
}

// first gives the first cell of a column, empty when there is none.
func (i *jiraIssue) first(c jiraColumn) string {
	return strings.TrimSpace(i.cell(c).text)
}

func (i *jiraIssue) cell(c jiraColumn) jiraCell {
	for _, cell := range i.cells {
		if cell.column == c {
			return cell
		}
	}
	return jiraCell{at: place{i.line, 1}}
}

// all gives the cells of a column.
func (i *jiraIssue) all(c jiraColumn) []string {
	var texts []string
	for _, cell := range i.cells {
		if text := strings.TrimSpace(cell.text); cell.column == c && text != "" && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts
}

// tell hands out the tickets of all rows that are kept, in the backlog's order where the file has one.
func (f *jiraFile) tell() error {
	slices.SortStableFunc(f.issues, func(a, b *jiraIssue) int { return cmp.Compare(a.rank(), b.rank()) })
	for _, issue := range f.issues {
		d, p := f.ticket(issue)
		var err error
		if p != nil {
			err = f.r.refuse(p)
		} else {
			err = f.r.ticket(d)
		}
		if err != nil {
			return err
		}
	}
	f.issues, f.bytes = nil, 0
	return nil
}

// rank gives the issue's place, behind all others when it has none. LexoRanks are ordered by their letters.
func (i *jiraIssue) rank() string { return cmp.Or(i.first(jiraRank), string(utf8.MaxRune)) }

// ticket makes the ticket of an issue.
func (f *jiraFile) ticket(i *jiraIssue) (*draft, *Problem) {
	d := &draft{line: i.line, rows: 1}
	d.origin = model.Origin{System: f.r.source("jira"), Number: d.name("the key", i.first(jiraKey)), Key: d.name("the id", i.first(jiraID))}
	if d.origin.Number == "" {
		return nil, i.cell(jiraKey).at.problem("", "the row has no issue key")
	}
	d.kind = jiraKind(i.first(jiraProjectType), i.first(jiraType))
	if p := f.times(d, i); p != nil {
		return nil, p
	}
	f.texts(d, i)
	f.folk(d, i)
	f.state(d, i)
	f.ties(d, i)
	f.comments(d, i)
	return d, nil
}
