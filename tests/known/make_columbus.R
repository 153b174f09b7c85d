# Spatial regressions of Columbus crime by spatialreg and spdep, on the neighbors and data that libpysal carries
# (libpysal/examples/columbus, L. Anselin; columbus.gal). Rscript make_columbus.R FOLDER > columbus.csv
suppressMessages({library(spdep); library(spatialreg); library(foreign)})
folder <- commandArgs(TRUE)[1]
d <- read.dbf(file.path(folder, "columbus.dbf"))
lw <- nb2listw(read.gal(file.path(folder, "columbus.gal"), override.id = TRUE), style = "W")
f <- CRIME ~ INC + HOVAL
say <- function(model, what, term, value) cat(sprintf("%s,%s,%s,%.10g\n", model, what, term, value))
cat(sprintf("# spatialreg %s, spdep %s, %s\n", packageVersion("spatialreg"), packageVersion("spdep"), R.version.string))
cat("# Columbus (L. Anselin 1988), data of libpysal/examples (BSD 3-Clause); by make_columbus.R\n")
cat("model,what,term,value\n")
o <- lm(f, d)
for (t in names(coef(o))) { say("ols", "b", t, coef(o)[t]); say("ols", "se", t, sqrt(diag(vcov(o)))[t]) }
m <- lm.morantest(o, lw, alternative = "two.sided")
say("ols", "moran", "I", m$estimate[1]); say("ols", "moran", "p", m$p.value)
l <- lm.LMtests(o, lw, test = "all")
for (t in names(l)) { say("ols", t, "statistic", l[[t]]$statistic); say("ols", t, "p", l[[t]]$p.value) }
for (kind in c("lag", "durbin")) {
  r <- lagsarlm(f, d, lw, Durbin = kind == "durbin", tol.solve = 1e-14)
  for (t in names(r$coefficients)) { say(kind, "b", t, r$coefficients[t]); say(kind, "se", t, r$rest.se[t]) }
  say(kind, "b", "rho", r$rho); say(kind, "se", "rho", r$rho.se); say(kind, "fit", "log_likelihood", r$LL)
  i <- impacts(r, listw = lw)
  v <- if (is.list(i) && !is.null(i$direct)) i else i$impacts
  for (k in 1:2) for (part in c("direct", "indirect", "total")) say(kind, part, c("INC", "HOVAL")[k], v[[part]][k])
}
e <- errorsarlm(f, d, lw)
for (t in names(e$coefficients)) { say("error", "b", t, e$coefficients[t]); say("error", "se", t, e$rest.se[t]) }
say("error", "b", "lambda", e$lambda); say("error", "se", "lambda", e$lambda.se); say("error", "fit", "log_likelihood", e$LL)
