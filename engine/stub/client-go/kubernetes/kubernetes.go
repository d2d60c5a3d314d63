// Package kubernetes stands in for client-go's.
package kubernetes
