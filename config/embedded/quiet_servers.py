"""PostgreSQL and Valkey are told here to keep what people write out of their own logs.

The embedded servers start with these, and docker-compose.yml repeats them: a test compares.
"""

# Errors of statements are the application's to log, which knows what may be kept of them (`config.logs.traces`): their
# words hold values, and the lines after them whole rows and statements. Of the server itself everything from LOG on
# stays: starts, stops, lost connections, crashes; without the statement that was running.
POSTGRES = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",  # no DETAIL, HINT, QUERY and CONTEXT
    "log_statement": "none",
    "log_duration": "off",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_lock_waits": "off",
    "log_temp_files": "-1",
    "log_autovacuum_min_duration": "-1",
    "log_connections": "off",
    "log_disconnections": "off",
    "debug_print_plan": "off",
    "debug_print_rewritten": "off",
    "shared_preload_libraries": "",  # neither auto_explain nor pg_stat_statements
    "session_preload_libraries": "",
}
VALKEY = {
    "slowlog-log-slower-than": "-1",  # it keeps commands with their values
    "latency-monitor-threshold": "0",
    "crash-log-enabled": "no",  # as does what it would write when it crashes
    "hide-user-data-from-log": "yes",
}


def postgres_settings() -> list[str]:
    """Return each setting as `postgres -c` takes it."""
    return [f"{name}={value}" for name, value in POSTGRES.items()]


def valkey_options() -> dict[str, str]:
    return {f"--{name}": value for name, value in VALKEY.items()}
