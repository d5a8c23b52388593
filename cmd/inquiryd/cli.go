package main

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// cli is the command line.
type cli struct {
	Config string `short:"c" placeholder:"FILE" env:"INQUIRYD_CONFIG" help:"The configuration. Without it ./config.toml is read, then /etc/inquiryd/config.toml."`

	Tenant string `placeholder:"NAME" help:"The tenant, where the configuration has several."`

	Run      runVerb      `cmd:"" help:"The daemon: read the mailbox, file, answer, remind."`
	Demo     demoVerb     `cmd:"" help:"Show the whole round trip on this machine."`
	Check    checkVerb    `cmd:"" help:"Say whether configuration, rules and letters are right."`
	Explain  explainVerb  `cmd:"" help:"Say what would become of a mail, and why."`
	Case     caseVerb     `cmd:"" help:"List and show cases, and decide about them."`
	Deadline deadlineVerb `cmd:"" help:"Say which deadline a mail would get, and why."`
	Ledger   ledgerVerb   `cmd:"" help:"List every mail ever seen, with what became of it."`
	Task     taskVerb     `cmd:"" help:"List what a person must see to."`
	Letter   letterVerb   `cmd:"" help:"List letters, and send those again that were given up."`
	Delivery deliveryVerb `cmd:"" help:"List what other systems are told, and tell them again."`
	Backup   backupVerb   `cmd:"" help:"Copy the register while the daemon runs."`
	Restore  restoreVerb  `cmd:"" help:"Put a backup in the register's place."`
	Rules    rulesVerb    `cmd:"" help:"Show how well the rules do, and where they fail."`
	Language languageVerb `cmd:"" help:"List languages, and write one out to start another from."`
	Register registerVerb `cmd:"" help:"Check the whole register, or copy it to another database."`
	Version  versionVerb  `cmd:"" help:"Print the version."`
}

const description = `inquiryd files the questions in council members' mails with the
administration that answers them, and does the rest by mail.`

// command runs one command line and returns the exit status.
func command(args []string, s *streams) int {
	var c cli
	parser, err := kong.New(&c,
		kong.Name("inquiryd"),
		kong.Description(strings.ReplaceAll(description, "\n", " ")),
		kong.Writers(s.out, s.err),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 90}),
		kong.BindTo(context.Background(), (*context.Context)(nil)),
		kong.Bind(s, &c),
	)
	if err != nil {
		return s.report(err)
	}
	k, err := parser.Parse(meantArgs(args))
	if err != nil {
		return s.report(used(errors.New(usageText(err)), usageHint(err)))
	}
	return s.report(k.Run())
}

// meantArgs are the arguments, where "help" and "--version" are what they are for
// other programs.
func meantArgs(args []string) []string {
	switch {
	case len(args) == 0:
		return []string{"--help"}
	case args[0] == "help":
		return append(slices.Clone(args[1:]), "--help")
	case args[0] == "--version":
		return append([]string{"version"}, args[1:]...)
	}
	return args
}

// What the parser of the command line says of values.
var (
	noValue  = regexp.MustCompile(`^(--[\w-]+): expected .* value but got "EOL".*`)
	noNumber = regexp.MustCompile(`: expected a valid \d+ bit u?int but got (".*")$`)
	wanting  = regexp.MustCompile(`^expected "(.*)"$`)
)

// usageText is what is wrong with a command line, in the words of its help.
func usageText(err error) string {
	text := noValue.ReplaceAllString(err.Error(), "$1 lacks its value")
	text = noNumber.ReplaceAllString(text, ": $1 is no whole number")
	return wanting.ReplaceAllString(text, "$1 is missing")
}

// usageHint names the help page that would have prevented err.
func usageHint(err error) string {
	path := "inquiryd"
	if p, ok := errors.AsType[*kong.ParseError](err); ok && p.Context != nil {
		if n := p.Context.Selected(); n != nil {
			path += " " + n.Path()
		}
	}
	return `try "` + path + ` --help"`
}
