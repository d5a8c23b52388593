package main

import "iter"

// inOrder does do on all items, workers of them at a time, and yields the
// results in the order of the items. At most two for each worker are held
// back, so that one slow item does not fill the memory with the others.
func inOrder[T, R any](workers int, items []T, do func(T) R) iter.Seq[R] {
	return func(yield func(R) bool) {
		type job struct {
			item   T
			result chan R
		}
		jobs, line := make(chan job), make(chan chan R, 2*workers)
		stop := make(chan struct{})
		defer close(stop)
		for range workers {
			go func() {
				for j := range jobs {
					j.result <- do(j.item)
				}
			}()
		}
		go func() {
			defer close(jobs)
			defer close(line)
			for _, item := range items {
				j := job{item, make(chan R, 1)}
				select {
				case line <- j.result:
				case <-stop:
					return
				}
				select {
				case jobs <- j:
				case <-stop:
					return
				}
			}
		}()
		for result := range line {
			if !yield(<-result) {
				return
			}
		}
	}
}
