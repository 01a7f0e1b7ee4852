-- The township and the unit of each ledger row by code, as core.case_township and core.case_department find those of
-- a case; without a reference table the ledger's own name is taken as it is.
-- grain: ledger row
with rows as (
    select 'reception' as ledger, thing, township_code, township, department from staging.reception
    union all
    select 'owned_case' as ledger, concat(owned_id, '|', ownership) as thing, township_code, township, owning_department as department
    from staging.owned_case
    union all
    select 'dispute' as ledger, thing, township_code, township, department from staging.dispute
    union all
    select 'decision' as ledger, thing, null as township_code, null as township, department from staging.decision
),

reference as (
    select
        (select count(*) from staging.township) as townships,
        (select count(*) from staging.department) as departments
)

select
    r.ledger,
    r.thing,
    -- Decisions have no township.
    case
        when r.ledger = 'decision' then null
        when r.township is null and r.township_code is null then '未填'
        when by_code.code is not null then by_code.code
        when by_prefix.code is not null then by_prefix.code
        when by_name.code is not null then by_name.code
        when f.townships > 0 then '未匹配'
        when r.township_code is not null then r.township_code
        else r.township
    end as township,
    coalesce(r.township, r.township_code) as township_exported,
    case
        when r.department is null then '未填'
        when n.code is not null then n.code
        when f.departments > 0 then '未匹配'
        else r.department
    end as department,
    r.department as department_exported,
    coalesce(d.unit_group, '未填') as department_group
from rows r
cross join reference f
left join core.unit_name by_code on by_code.kind = 'township' and by_code.spelling = r.township_code
left join core.unit_name by_prefix on by_prefix.kind = 'township' and by_prefix.spelling = substr(r.township_code, 1, 9)
left join core.unit_name by_name on by_name.kind = 'township' and by_name.spelling = r.township
left join core.unit_name n on n.kind = 'department' and n.spelling = r.department
left join staging.department d on d.code = n.code
