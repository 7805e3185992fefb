# One image; web, worker and beat differ in their command only.
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/memoria
COPY requirements/prod.txt requirements/prod.txt
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements/prod.txt
COPY . .
# Static files and catalogues need settings but none of the servers: these values live in this step alone.
RUN SECRET_KEY=build SITE_URL=https://build.invalid DATABASE_URL=postgres:///build REDIS_URL=redis://build.invalid \
    EMAIL_URL=consolemail:// /opt/venv/bin/python manage.py prepare --files-only

FROM python:3.11-slim-bookworm
RUN useradd --system --home-dir /srv/memoria memoria && install -d -o memoria -m 700 /srv/files /srv/backups
WORKDIR /srv/memoria
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/memoria /srv/memoria
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 FILES_DIR=/srv/files
USER memoria
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "16", "config.wsgi:application"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-m", "config.probe"]
