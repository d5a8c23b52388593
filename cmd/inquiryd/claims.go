package main

import (
	"fmt"
	"maps"
	"sync"
)

// claims know which tenant has what only one can have: a register, a mailbox,
// an address.
type claims struct {
	mutex sync.Mutex
	by    map[string]string // names of tenants by thing
}

// take claims everything that a tenant's configuration needs for itself, or
// nothing when another tenant has some of it.
func (c *claims) take(config *configuration) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	things := config.holds()
	for _, thing := range things {
		if other, taken := c.by[thing]; taken && other != config.tenantName {
			return fmt.Errorf("%s: the %s is tenant %s's: give each its own", config.file, thing, other)
		}
	}
	if c.by == nil {
		c.by = map[string]string{}
	}
	for _, thing := range things {
		c.by[thing] = config.tenantName
	}
	return nil
}

// release gives up all that a tenant had.
func (c *claims) release(name string) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	maps.DeleteFunc(c.by, func(_, by string) bool { return by == name })
}
