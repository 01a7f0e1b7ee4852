-- On which footing the figures of this build stand.
-- grain: build (one row)
with exported as (
    select
        max(case when l.has_first_flag = 1 then 1 else 0 end) as has_national,
        max(case when l.has_local_first_flag = 1 or l.has_repeat_flag = 1 then 1 else 0 end) as has_local,
        max(case when l.has_matter_id = 1 or l.has_related_case_id = 1 then 1 else 0 end) as has_linkage,
        max(l.has_first_petitioned_on) as has_first_petitioned,
        max(l.has_deadline_on) as has_deadline,
        max(l.has_procedure) as has_procedure,
        max(l.has_replied_at) as has_reply,
        max(l.has_evaluation_due_on) as has_evaluation_due,
        max(l.has_destination_level) as has_destination,
        max(l.has_skip_level_flag) as has_skip_level,
        max(greatest(l.has_destination_level, l.has_registered_level)) as has_level,
        max(greatest(l.has_review_requested_on, l.has_review_opinion_on)) as has_review
    from staging.layout l
    inner join staging.file f on f.layout_id = l.layout_id and f.in_use = 1
),

known as (
    select
        count(*) as cases,
        sum(case when first_flag is not null then 1 else 0 end) as national,
        sum(case when coalesce(local_first_flag, repeat_flag) is not null then 1 else 0 end) as local,
        sum(case when registered_class is not null then 1 else 0 end) as organ_class,
        min(registered_on) as first_registered_on,
        max(registered_on) as last_registered_on
    from staging.case
),

-- Without a number that links cases, a pseudonym may: matters are then derived.
linkage as (
    select greatest(e.has_linkage, m.has_key) as has_linkage, m.has_key
    from exported e
    cross join (select coalesce(max(has_key), 0) as has_key from core.case_matter) m
),

organs as (
    select max(case when is_petition_organ is not null then 1 else 0 end) as has_organs from core.case_department
)

select
    case
        when b.first_case_setting = 'linkage' and n.has_linkage = 0 and e.has_first_petitioned = 0 then 'none'
        when b.first_case_setting <> 'auto' then b.first_case_setting
        when k.national * 2 >= k.cases and k.national > 0 then 'national_flag'
        when k.local * 2 >= k.cases and k.local > 0 then 'local_flag'
        when n.has_linkage = 1 then 'linkage'
        when k.national > 0 then 'national_flag'
        when k.local > 0 then 'local_flag'
        else 'none'
    end as first_basis,
    case
        when k.organ_class > 0 then 'registered_class'
        when o.has_organs = 1 then 'department_table'
        else 'not_applied'
    end as organ_basis,
    case when e.has_deadline = 1 then 'exported_else_computed' else 'computed' end as deadline_basis,
    case when e.has_reply = 1 then 'replied_else_closed' else 'closed' end as reply_basis,
    case when e.has_evaluation_due = 1 then 'exported_else_computed' else 'computed' end as evaluation_basis,
    case
        when e.has_linkage = 1 and n.has_key = 1 then 'declared_linked_derived'
        when e.has_linkage = 1 then 'declared_linked'
        when n.has_key = 1 then 'derived'
        else 'none'
    end as matter_basis,
    case when e.has_destination = 1 then 'destination_else_registered' else 'registered' end as level_basis,
    case
        when e.has_skip_level = 1 and e.has_level = 1 then 'flag_else_levels'
        when e.has_skip_level = 1 then 'flag'
        else 'levels'
    end as skip_level_basis,
    e.has_procedure,
    e.has_review,
    k.first_registered_on,
    k.last_registered_on
from exported e
cross join known k
cross join organs o
cross join linkage n
cross join config.build b
