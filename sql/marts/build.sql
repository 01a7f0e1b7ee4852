-- What this build is: as of which day, how far the data reach, on which footing its figures stand.
-- grain: build (one row)
with rules as (
    select
        case
            when min(office_rule) is null then 'none'
            when min(office_rule) = max(office_rule) then min(office_rule)
            else concat(min(office_rule), '+', max(office_rule))
        end as office_rule
    from core.case_clock
)

select
    b.as_of_on,
    b.data_through,
    b.clock_on,
    k.first_basis,
    k.organ_basis,
    k.deadline_basis,
    k.reply_basis,
    k.evaluation_basis,
    k.matter_basis,
    k.level_basis,
    k.skip_level_basis,
    k.has_review,
    r.office_rule,
    k.first_registered_on,
    k.last_registered_on
from config.build b
cross join core.basis k
cross join rules r
