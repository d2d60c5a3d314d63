// Lets store.go declare syncClusterRole, whose body is in another module.
