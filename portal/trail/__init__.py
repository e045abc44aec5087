"""The audit trail: a salted commitment to every act, written in the transaction of the act itself."""
