// Command inquiryd sits in front of a municipal council's question mailbox:
// it files each question of a member's mail with the administration that
// answers it, and does the rest by mail.
//
// This package is the door. It decides nothing: it reads the command line
// (cli.go, one file and one struct for each verb), joins the configuration
// tables of the rooms (config.go), wires the rooms together (run.go), and
// lets cron ring. Read it in that order.
//
// Data goes to standard output and everything else to standard error. The
// exit status is 0 when all is done, 1 when something was found wrong, 2 when
// the program was used wrong, and 3 when another inquiryd already runs on the
// same register.
package main
