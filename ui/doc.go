// Package ui holds the screens of the desk. It knows the store and the model; nothing above it knows a screen.
//
// How a screen looks: one file with, in this order, the type with its state, its constructor, Update, its questions to
// the store, its actions as a table with the small functions that they run, and View last. A screen that grows is split
// by noun: queue.go, queue_filter.go, queue_view.go.
//
// How news arrives: the root holds one pending [store.Store.Wait] for the session. When the journal grows, every open
// screen is told, and asks the store again for what it shows; the hand stays on the same ticket, and drafts stay as
// they are. Answers come back addressed: a command returns an answer to the screen that asked, and the root drops it
// when that screen is closed.
//
// Update thinks, commands work, View draws. No screen does IO in Update or View, and none starts a goroutine.
package ui
