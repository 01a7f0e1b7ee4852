-- Named periods of the office.
-- grain: period
select period_name, starts_on, ends_on, lead_days, period_status, period_source from staging.sensitive_period
