"""The duty of candour as data: whom it binds, what is notifiable, in which order people are told, by when."""
