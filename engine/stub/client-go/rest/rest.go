// Package rest stands in for client-go's: Helm names the type in signatures, and there is no cluster to configure.
package rest

// Config says how to reach a cluster. There is none.
type Config struct{}
