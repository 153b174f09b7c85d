# The ASEM example of the R package COINr (MIT licence; Becker et al. 2022, JOSS 7(78), 4567), run step by step.
# With COINr installed: Rscript make_coinr_asem.R <folder to write to>
# Data: ASEM Sustainable Connectivity index, European Commission JRC, as shipped in COINr 1.1.14.
out <- commandArgs(trailingOnly = TRUE)[1]
suppressMessages(library(COINr))
coin <- build_example_coin(quietly = TRUE)
head <- function(what) c(
  paste0("# COINr 1.1.14 (R ", getRversion(), "), script make_coinr_asem.R: ", what),
  "# Data: ASEM Sustainable Connectivity, European Commission JRC, as in COINr (MIT licence)")
keep <- function(frame, file, what) {
  con <- file(file.path(out, file), "w"); writeLines(head(what), con)
  frame[] <- lapply(frame, function(x) if (is.numeric(x)) signif(x, 12) else x)
  write.csv(frame, con, row.names = FALSE, quote = FALSE); close(con)
}
keep(coin$Data$Screened, "coinr_asem_input.csv", "indicators before treatment")
keep(coin$Data$Treated, "coinr_asem_treated.csv", "Treat, winmax = 5, then log, by skew 2 and kurtosis 3.5")
meta <- coin$Meta$Ind[coin$Meta$Ind$Type %in% c("Indicator", "Aggregate"), c("iCode", "Level", "Direction", "Weight", "Parent")]
keep(meta, "coinr_asem_tree.csv", "the framework")
groups <- meta$iCode[meta$Level > 1]
keep(coin$Data$Aggregated[c("uCode", groups)], "coinr_asem_scores.csv", "min-max to 0-100, arithmetic means")
