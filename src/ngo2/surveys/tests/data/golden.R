# What Debian's R and its package `survey` say about made-up answers; test_statistics_*.py compare with it.
#   apt-get install r-base-core r-cran-survey; Rscript golden.R       (writes golden.csv and golden.json beside it)
# R is not needed by the tests. The answers are drawn here with a seed: they are nobody's and free of any right (CC0).
suppressMessages(library(survey))
set.seed(20261126)

# --- the answers: 5 strata of 4 to 9 clusters of 3 to 9 respondents; two waves, some respondents in both -------------
rows <- list(); cluster <- 0; sizes <- c(4, 5, 6, 7, 9); N <- c(20, 25, 48, 70, 150)
for (h in 1:5) for (j in seq_len(sizes[h])) {
  cluster <- cluster + 1; m <- sample(3:9, 1); level <- rnorm(1, h / 3, 0.8)
  rows[[cluster]] <- data.frame(stratum = h, cluster = cluster, clusters = N[h], lift = level, m = m)[rep(1, m), ]
}
d <- do.call(rbind, rows); n <- nrow(d); rownames(d) <- NULL
d$weight <- round(d$clusters / sizes[d$stratum] * runif(n, 0.6, 1.8), 4)
d$staff <- round(exp(d$lift + rnorm(n)) * 10, 1); d$staff[sample(n, 12)] <- NA
d$region <- sample(1:4, n, TRUE, c(.4, .3, .2, .1))
d$size <- 1 + (d$lift + rnorm(n) > 0.3) + (d$lift + rnorm(n) > 1.4)
d$site <- as.integer(d$lift / 2 + rnorm(n) > 0.2)
d$tool <- 1 + (d$site + rnorm(n) > 0.7) + (rnorm(n) + d$lift > 1.2); d$tool[sample(n, 7)] <- NA
d$later <- as.integer(d$site * 0.8 + rnorm(n) > 0.3)
d$lift <- NULL; d$m <- NULL
write.csv(d, "golden.csv", row.names = FALSE, quote = FALSE, na = "")
d <- read.csv("golden.csv"); d$one <- 1

said <- list()
keep <- function(name, ...) {
  said[[name]] <<- as.numeric(unlist(list(...)))
}
figures <- function(name, m) keep(name, coef(m), SE(m))

designs <- list(
  plain = svydesign(~1, weights = ~weight, data = d),
  strata = svydesign(~1, strata = ~stratum, weights = ~weight, data = d),
  clusters = svydesign(~cluster, weights = ~weight, data = d),
  full = svydesign(~cluster, strata = ~stratum, weights = ~weight, data = d),
  fpc = svydesign(~cluster, strata = ~stratum, weights = ~weight, fpc = ~clusters, data = d)
)
for (name in names(designs)) {
  g <- designs[[name]]
  figures(paste0("mean/", name), svymean(~staff, g, na.rm = TRUE))
  keep(paste0("degf/", name), degf(g))
  keep(paste0("confint/", name), confint(svymean(~staff, g, na.rm = TRUE), df = degf(subset(g, !is.na(staff)))))
  figures(paste0("total/", name), svytotal(~staff, g, na.rm = TRUE))
  figures(paste0("shares/", name), svymean(~factor(size), g))
  keep(paste0("cov/", name), vcov(svymean(~factor(size), g)))
  keep(paste0("deff_replace/", name), deff(svymean(~site, g, deff = "replace")))
  keep(paste0("deff_total/", name), deff(svytotal(~site, g, deff = "replace")))
  figures(paste0("domain/", name), svymean(~staff, subset(g, region == 2), na.rm = TRUE))
  figures(paste0("ratio/", name), svyratio(~staff, ~size, g, na.rm = TRUE))
  for (method in c("logit", "beta", "mean", "xlogit"))
    keep(paste0("ciprop_", method, "/", name), attr(svyciprop(~I(site == 1), g, method = method), "ci"))
  for (pair in c("size+region", "tool+size", "site+region")) {
    f <- as.formula(paste("~", pair))
    for (statistic in c("F", "Chisq")) {
      r <- svychisq(f, g, statistic = statistic)
      keep(paste("chisq", statistic, pair, name, sep = "/"), r$statistic, r$parameter, r$p.value)
    }
  }
  for (rule in c("math", "school")) {
    q <- svyquantile(~staff, g, c(.1, .25, .5, .75, .9), na.rm = TRUE, qrule = rule)
    keep(paste0("quantile_", rule, "/", name), t(q$staff))
  }
}
equal <- svydesign(~1, weights = ~one, data = transform(d, size2 = rank(site, ties = "first")))
keep("quantile_equal", t(svyquantile(~size2, equal, c(.25, .5, .75), qrule = "school")$size2))

# --- fitted weights ----------------------------------------------------------------------------------------------------
of.region <- data.frame(region = 1:4, Freq = c(400, 300, 250, 90))
of.size <- data.frame(size = 1:3, Freq = c(300, 400, 340))
of.site <- data.frame(site = 0:1, Freq = c(500, 540))
for (name in c("plain", "full", "fpc")) {
  p <- postStratify(designs[[name]], ~region, of.region)
  keep(paste0("post_weights/", name), weights(p))
  figures(paste0("post_mean/", name), svymean(~staff, p, na.rm = TRUE))
  figures(paste0("post_total/", name), svytotal(~site, p))
  r <- rake(designs[[name]], list(~region, ~size, ~site), list(of.region, of.size, of.site),
            control = list(maxit = 1000, epsilon = 1e-13))
  keep(paste0("rake_weights/", name), weights(r))
  figures(paste0("rake_mean/", name), svymean(~staff, r, na.rm = TRUE))
  figures(paste0("rake_total/", name), svytotal(~tool, r, na.rm = TRUE))
}

# --- a stratum with one unit -------------------------------------------------------------------------------------------
options(survey.lonely.psu = "adjust")
alone <- subset(d, stratum != 1 | cluster == 1)
for (name in c("without", "fpc")) {
  g <- if (name == "fpc") svydesign(~cluster, strata = ~stratum, weights = ~weight, fpc = ~clusters, data = alone)
       else svydesign(~cluster, strata = ~stratum, weights = ~weight, data = alone)
  figures(paste0("lonely_mean/", name), svymean(~staff, g, na.rm = TRUE))
  figures(paste0("lonely_total/", name), svytotal(~site, g))
}
options(survey.lonely.psu = "fail")

# --- panels ------------------------------------------------------------------------------------------------------------
t2 <- table(factor(d$site, c(1, 0)), factor(d$later, c(1, 0)))
keep("switch/cells", t(t2))
for (correct in c(TRUE, FALSE)) { m <- mcnemar.test(t2, correct = correct); keep(paste0("mcnemar/", correct), m$statistic, m$p.value) }
keep("mcnemar/exact", binom.test(t2[1, 2], t2[1, 2] + t2[2, 1])$p.value)
g <- update(designs$full, gain = later - site)
figures("paired/full", svymean(~gain, g)); keep("paired_ci/full", confint(svymean(~gain, g), df = degf(g)))
u <- t.test(d$later, d$site, paired = TRUE); keep("paired/t", u$estimate, u$conf.int, u$p.value)
waves <- rbind(data.frame(person = 1:120, wave = 1, y = d$staff[1:120], w = d$weight[1:120]),
               data.frame(person = 81:n, wave = 2, y = d$staff[81:n] * 1.1 + d$size[81:n], w = d$weight[81:n]))
waves <- waves[!is.na(waves$y), ]
g <- svydesign(~person, weights = ~w, data = waves)
b <- svyby(~y, ~wave, g, svymean, covmat = TRUE)
figures("waves", svycontrast(b, c(-1, 1)))

# --- plain tests -------------------------------------------------------------------------------------------------------
keep("fisher/2x2", fisher.test(matrix(c(3, 1, 1, 3), 2))$p.value, fisher.test(matrix(c(10, 2, 3, 15), 2))$p.value)
job <- matrix(c(1, 2, 1, 0, 3, 3, 6, 1, 10, 10, 14, 9, 6, 7, 12, 11), 4)
keep("fisher/job", fisher.test(job)$p.value)
keep("fisher/3x3", fisher.test(matrix(c(3, 1, 2, 1, 5, 6, 4, 9, 5), 3))$p.value)
u <- chisq.test(table(d$size, d$region), correct = FALSE); keep("pearson", u$statistic, u$parameter, u$p.value, min(u$expected))
raw <- c(.01, .02, .03, .04, .05, .0004, 1, .5)
for (method in c("holm", "bonferroni", "BH")) keep(paste0("adjust/", method), p.adjust(raw, method))
for (pair in list(c(81, 263), c(15, 148), c(0, 20), c(1, 29), c(29, 29)))
  keep(paste("wilson", pair[1], pair[2], sep = "/"), suppressWarnings(prop.test(pair[1], pair[2], correct = FALSE))$conf.int)
keep("clopper", binom.test(15, 148)$conf.int)
keep("kish", length(d$weight) * sum(d$weight^2) / sum(d$weight)^2)

shown <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
lines <- vapply(names(said), function(k) sprintf('  "%s": [%s]', k, paste(shown(said[[k]]), collapse = ", ")), "")
head <- sprintf('  "made by": "%s, survey %s"', R.version.string, packageVersion("survey"))
writeLines(c("{", paste(c(head, lines), collapse = ",\n"), "}"), "golden.json")
