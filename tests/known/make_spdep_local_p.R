# spdep's pseudo p of local statistics; called by make_spdep_local_p.py: folder of values.csv and edges.csv, draws, statistics.
suppressPackageStartupMessages(library(spdep))
given <- commandArgs(TRUE)
folder <- given[1]; draws <- as.integer(given[2]); wanted <- given[-(1:2)]
d <- read.csv(file.path(folder, "values.csv"), colClasses = c(adcode = "character"))
e <- read.csv(file.path(folder, "edges.csv"), colClasses = c("character", "character", "numeric"))
at <- match(e$focal, d$adcode); to <- match(e$neighbor, d$adcode)
nb <- lapply(seq_len(nrow(d)), function(i) { k <- sort(to[at == i]); if (length(k)) as.integer(k) else 0L })
class(nb) <- "nb"; attr(nb, "region.id") <- d$adcode
W <- nb2listw(nb, style = "W", zero.policy = TRUE)
B <- nb2listw(nb, style = "B", zero.policy = TRUE)
S <- nb2listw(include.self(nb), style = "B", zero.policy = TRUE)
y <- d$y
folded <- "Pr(folded) Sim"
run <- list(
  I = function() localmoran_perm(y, W, nsim = draws, mlvar = FALSE, zero.policy = TRUE, iseed = 1)[, folded],
  gi = function() attr(localG_perm(y, B, nsim = draws, zero.policy = TRUE, iseed = 2), "internals")[, folded],
  gistar = function() attr(localG_perm(y, S, nsim = draws, zero.policy = TRUE, iseed = 3), "internals")[, folded],
  c = function() attr(localC_perm(y, W, nsim = draws, zero.policy = TRUE, iseed = 4), "pseudo-p")[, folded]
)
for (name in wanted) {
  out <- data.frame(adcode = d$adcode)
  out[[paste0("spdep_", name, "_p")]] <- run[[name]]()
  write.csv(out, file.path(folder, paste0(name, ".csv")), row.names = FALSE)
}
