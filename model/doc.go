// Package model holds the words and the rules of a service desk. It imports only the standard library and never does
// IO: whoever wants to know what a desk may do reads this package and nothing else.
//
// The words:
//
//   - A [Ticket] is one record of work: an incident, a service request, a problem, a change, an access request, an
//     improvement or a backlog item. Its [Kind] says which; [Kinds] holds their states, legal moves and guards.
//   - A [Field] is one fact that tickets hold. [Fields] has one row per fact and serves columns, filters, sorting,
//     editing, CSV headers and the journal; there is no second list.
//   - A [Noun] is a person, a team, a service or a product. Tickets hold their numbers ([Ref]).
//   - An [Act] is what somebody wants done: assign, move, comment, link, rank and so on. [May] says who may.
//   - An [Entry] is one line of the journal: who did what to which ticket, when it happened and when it was recorded.
//     The journal is the one truth about time; undo is the inverse of an entry.
//   - A [Query] is the filter language of lists, views and commands.
//   - A [Line] and a [Block] are text that is safe to show. Only [Clean] and [CleanBlock] make them.
package model
