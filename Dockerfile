# The browsers of this tag belong to the Playwright that constraints.txt pins: change both together.
FROM mcr.microsoft.com/playwright/python:v1.65.2-noble

RUN apt-get update \
    && apt-get install --yes --no-install-recommends make python3-venv \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=pwuser --group=pwuser /home/pwuser/parcours

USER pwuser
WORKDIR /home/pwuser/parcours
ENV PYTHONUNBUFFERED=1

# What changes seldom comes first, so that its layer is kept.
COPY --chown=pwuser:pwuser constraints.txt ./
RUN python3 -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --quiet --requirement constraints.txt

COPY --chown=pwuser:pwuser . .
# A volume that is mounted on the output folder takes over whose that is.
RUN make .venv/packages.done && mkdir --parents reports/out

# docker run --rm --init --ipc=host --volume nights:/home/pwuser/parcours/reports/out parcours
ENTRYPOINT [".venv/bin/parcours"]
CMD ["nightly"]
