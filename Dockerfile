# The site in a container: browser files are built in the first stage; the second installs what the lock file pins and runs
# as a user without rights. Web and worker are the same image with another command (see docker-compose.postgis.yml).
FROM python:3.11-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/geo_eplan
COPY requirements.lock ./
RUN python -m venv .venv && .venv/bin/python -m pip install --require-hashes --only-binary :all: -r requirements.lock

FROM packages AS browser
COPY frontend frontend
COPY bin bin
RUN bash -c '. bin/parts/say.sh && . bin/parts/environment.sh && mkdir -p var geo_eplan/static && ensure_browser_files'

FROM python:3.11-slim-bookworm
# PyPI's Node is only needed to build; everything else of the environment runs the site.
COPY --from=packages /srv/geo_eplan/.venv /srv/geo_eplan/.venv
WORKDIR /srv/geo_eplan
COPY . .
COPY --from=browser /srv/geo_eplan/geo_eplan/static/build geo_eplan/static/build
RUN useradd --system --uid 10001 --home-dir /srv/geo_eplan geo_eplan \
 && SECRET_KEY=only-for-this-build ALLOWED_HOSTS=localhost DATABASE_URL=postgresql://nobody@localhost/nothing \
    DJANGO_SETTINGS_MODULE=geo_eplan.settings.production \
    sh -c '.venv/bin/python manage.py compile_translations && .venv/bin/python manage.py collectstatic --noinput -v 0' \
 && mkdir -p var/files && chown -R geo_eplan var
USER geo_eplan
ENV DJANGO_SETTINGS_MODULE=geo_eplan.settings.production HOST=0.0.0.0 PORT=8000 ACCESS_LOG=- PYTHONUNBUFFERED=1
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD .venv/bin/python -c "import os, urllib.request as u; \
      u.urlopen(u.Request('http://127.0.0.1:%s/healthz' % os.environ['PORT'], \
      headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0].strip(' .')}), timeout=4)"
CMD ["bin/serve", "web"]
