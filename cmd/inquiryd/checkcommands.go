package main

import (
	"fmt"
	"os/exec"
)

// checkReading says whether attached PDFs can be read, where they should be.
func (c *configuration) checkReading() []finding {
	command := c.Clerk.PDFTextCommand
	if !missing(command) {
		return nil
	}
	return []finding{{note: noProgram("clerk.pdf_text_command", command).Error() + "; until then PDFs are not looked into for identity numbers"}}
}

// missing says whether a command is set whose program cannot be started.
func missing(command []string) bool {
	if len(command) == 0 {
		return false
	}
	_, err := exec.LookPath(command[0])
	return err != nil
}

func noProgram(key string, command []string) error {
	return fmt.Errorf("%s: there is no program %q that can be started: install it, or write where it is", key, command[0])
}
