# One image; web, worker and beat differ in their command only.
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/memoria
COPY requirements/prod.txt requirements/prod.txt
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements/prod.txt
COPY . .
# Static files and catalogues need settings but none of the servers: these values live in this step alone.
RUN SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(50))") SITE_URL=http://localhost \
    DATABASE_URL=postgres:///build REDIS_URL=redis://localhost EMAIL_URL=consolemail:// \
    /opt/venv/bin/python manage.py prepare --files-only

FROM python:3.11-slim-bookworm
# 999, as images before had it: the volumes belong to it.
RUN useradd --system --uid 999 --home-dir /srv/memoria memoria && \
    install -d -o memoria -m 700 /srv/files /srv/backups
WORKDIR /srv/memoria
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/memoria /srv/memoria
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=2 FILES_DIR=/srv/files
USER memoria
EXPOSE 8000
# As in config/embedded/supervisor.py, which a test compares. WEB_WORKERS and WEB_THREADS say how many serve.
CMD ["python", "-m", "config.web.preloaded_granian", \
     "--interface", "rsgi", "--http", "1", "--no-ws", "--http1-header-read-timeout", "10000", \
     "--respawn-failed-workers", "--respawn-interval", "1", "--workers-kill-timeout", "3", "--backpressure", "512", \
     "--host", "0.0.0.0", "--port", "8000", "config.rsgi:application"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-m", "config.web.probe"]
