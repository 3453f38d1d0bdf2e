// Package exchange turns files of other desks into tickets and tickets into files. It knows how a ServiceNow list, a
// ServiceNow event log, a Jira export and a plain CSV look, and it writes and reads the project's own JSON lines, which
// hold everything.
//
// A reader never changes a desk: [Open] looks at the first bytes and refuses what is no such file as a whole, then
// [Reader.Each] hands out one [Record] after the other, and whoever called gives its Import to the desk as an act. A row
// that can't be read becomes a Record with a [Problem]; the rows behind it are still read. Memory is bounded whatever
// the file holds: see [Limits].
//
// Adding a format is one file with its detection and its reader, and one row in [Formats].
package exchange
