// Package mailtest is a post office inside the process: an IMAP server, an
// SMTP sink, and what is needed to make them misbehave. Tests use it, and the
// demo verb does; so nothing here imports "testing". Servers from Debian's
// packages are in the sub-package realmail.
//
//   - [StartIMAP]: a real IMAP4rev1/rev2 dialogue over mailboxes in memory.
//   - [StartSMTP]: takes mail from anybody and keeps it to be looked at.
//   - [StartScript]: a listener that says what a test tells it to, for servers
//     that lie, stall or break off.
//   - [StartProxy]: passes bytes between a client and any server, and cuts,
//     stalls, slows or resets the connection after a given byte.
//   - [NewCA]: a throw-away certificate authority.
//
// Each server listens on a free port of 127.0.0.1, is ready when its Start
// function returns, and is over, with its connections, when Close returns.
// All methods are safe for concurrent use.
package mailtest
